import 'server-only'
import { cookies, headers } from 'next/headers'
import { env } from '@/utils/env'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createClient } from '@/utils/supabase/server'
import { sessionCookie, sessionRemovals } from '@/utils/supabase/session-cookies'

/**
 * Ends this device's session: at the Auth server, which revokes the refresh token, and always in this browser. For Server Actions
 * and route handlers.
 */
export async function endSession(): Promise<void> {
  const supabase = await createClient()
  // A cookie that cannot be decoded holds no session to end; it is removed below like any other.
  await supabase.auth.signOut({ scope: 'local' }).catch(() => null)

  await logRequestEvent({ event: 'session.ended' })

  const sent = (await headers()).get('cookie')
  const store = await cookies()
  for (const { name, value, options } of sessionRemovals(sent, sessionCookie(env()))) {
    store.set(name, value, options)
  }
}
