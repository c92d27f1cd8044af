import 'server-only'
import type { JWTPayload } from 'jose'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { sessionAssurance } from '@/utils/auth/mfa/current-assurance'
import { signedInAt } from '@/utils/auth/reauthentication/signed-in-at'
import { env } from '@/utils/env'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { verifyAccessToken } from '@/utils/supabase/jwks'
import { createClient } from '@/utils/supabase/server'
import { sessionCookie, storedTokens } from '@/utils/supabase/session-cookies'
import { SESSION_STATUS_HEADER } from './session-headers'

/** Who is signed in, according to the verified access token. */
export type SessionUser = {
  id: string
  email: string
  sessionId: string
  /** When the user last proved their identity, in seconds since 1970. */
  signedInAt: number
}

export type SessionState =
  | { status: 'signed-in' | 'mfa-pending'; user: SessionUser }
  | { status: 'signed-out' | 'unknown' }

/**
 * Says who makes this request, for Server Components, Server Actions and route handlers. The middleware has called the Auth
 * server already; here the token's signature is verified with the project's published keys, without a call. With a symmetric key
 * only the Auth server can verify it, so it is called again: https://supabase.com/docs/guides/auth/signing-keys
 *
 * The middleware has also found out whether the session lacks a second factor. Where it has not run, the database is asked.
 *
 * @returns `unknown` if the Auth server or the database gave no clear response. Computed once per request.
 */
export const sessionState = cache(async (): Promise<SessionState> => {
  const status = (await headers()).get(SESSION_STATUS_HEADER)
  if (status === 'unknown' || status === 'signed-out') return { status }

  const tokens = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
  if (!tokens) return { status: 'signed-out' }
  const verified = await verifyAccessToken(tokens.accessToken)
  const claims = verified === undefined ? await claimsFromAuthServer() : verified
  if (claims === 'unknown') return { status: 'unknown' }
  if (!claims) return { status: 'signed-out' }
  const user = userOf(claims)
  if (status === 'signed-in' || status === 'mfa-pending') return { status, user }
  const assurance = await sessionAssurance()
  if (!assurance) return { status: 'unknown' }
  if (!assurance.isActive) return { status: 'signed-out' }
  return { status: assurance.isSufficient ? 'signed-in' : 'mfa-pending', user }
})

async function claimsFromAuthServer(): Promise<JWTPayload | null | 'unknown'> {
  const supabase = await createClient()
  const { data, error } = await supabase.auth.getClaims()
  if (error?.code === AUTH_UNAVAILABLE) return 'unknown'
  return error || !data ? null : data.claims
}

function userOf({ sub, email, session_id, amr }: JWTPayload): SessionUser {
  return {
    id: String(sub),
    email: String(email ?? ''),
    sessionId: String(session_id),
    signedInAt: signedInAt(amr),
  }
}
