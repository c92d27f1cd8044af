import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/utils/env'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { createClient } from '@/utils/supabase/server'
import { sessionCookie } from '@/utils/supabase/session-cookies'
import { storedTokens } from '@/utils/supabase/stored-tokens'

/**
 * Gives the session of a guest who has become a member without a confirmation email an access token that says so. If the Auth server
 * gives no clear response, the next refresh does.
 */
export async function refreshConvertedSession(): Promise<void> {
  const stored = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
  if (!stored) return
  const ephemeral = await createEphemeralClient({ refresh: true })
  const { data } = await ephemeral.auth.refreshSession({ refresh_token: stored.refreshToken })
  if (data.session) await (await createClient()).auth.setSession(data.session)
}
