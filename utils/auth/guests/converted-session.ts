import 'server-only'
import { cookies } from 'next/headers'
import { startSession } from '@/utils/auth/sessions/start-session'
import { env } from '@/utils/env'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { createClient } from '@/utils/supabase/server'
import { sessionCookie } from '@/utils/supabase/session-cookies'
import { storedTokens } from '@/utils/supabase/stored-tokens'

/**
 * Gives the session of a guest who has become a member without a confirmation email an access token that says so, and completes it as
 * a sign-in to the account. If the Auth server gives no clear response, the next refresh of the session changes the token.
 */
export async function refreshConvertedSession(): Promise<void> {
  const stored = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
  if (!stored) return
  const ephemeral = await createEphemeralClient({ refresh: true })
  const refreshed = await ephemeral.auth.refreshSession({ refresh_token: stored.refreshToken })
  if (!refreshed.data.session) return
  const { auth } = await createClient()
  const { data } = await auth.setSession(refreshed.data.session)
  if (data.session) await startSession(data.session)
}
