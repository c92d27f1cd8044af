import 'server-only'
import { cookies, headers } from 'next/headers'
import { env } from '@/utils/env'
import { report } from '@/utils/log/report'
import { createClient } from '@/utils/supabase/server'
import { expiredSession, sessionCookie } from '@/utils/supabase/session-cookies'

/**
 * Ends this device's session: at the Auth server, where its refresh token dies, and in this browser, in any case. For Server
 * Actions and route handlers.
 */
export async function endSession(): Promise<void> {
  const supabase = await createClient()
  // A cookie that cannot be decoded holds no session to end; it is removed below like any other.
  await supabase.auth.signOut({ scope: 'local' }).catch(() => null)

  await report({ event: 'session.ended' })

  const sent = (await headers()).get('cookie')
  const store = await cookies()
  for (const { name, value, options } of expiredSession(sent, sessionCookie(env()))) {
    store.set(name, value, options)
  }
}
