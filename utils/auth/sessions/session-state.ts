import 'server-only'
import type { JWTPayload } from 'jose'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { parseSessionAssurance, type SessionAssurance } from '@/utils/auth/mfa/session-assurance'
import { signedInAt } from '@/utils/auth/reauthentication/signed-in-at'
import { env } from '@/utils/env'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { verifyAccessToken } from '@/utils/supabase/jwks'
import { createClient } from '@/utils/supabase/server'
import { sessionCookie, storedTokens } from '@/utils/supabase/session-cookies'
import { readSessionHeader } from './session-headers'

/** Who is signed in, according to the verified access token. */
export type SessionUser = {
  id: string
  email: string
  sessionId: string
  /** When the user last proved their identity, in seconds since 1970. */
  signedInAt: number
  /** The assurance level of the session, which the database decides. */
  assurance: SessionAssurance
}

export type SessionState =
  | { status: 'signed-in' | 'mfa-pending'; user: SessionUser }
  | { status: 'signed-out' | 'unknown' }

/**
 * Says who makes this request, for Server Components, Server Actions and route handlers. The middleware has called the Auth
 * server already; here the token's signature is verified with the project's published keys, without a call. With a symmetric key
 * only the Auth server can verify it, so it is called again: https://supabase.com/docs/guides/auth/signing-keys
 *
 * The middleware has also found out the assurance level. Only where it has not run, the database is called.
 *
 * @returns `unknown` if the Auth server or the database gave no clear response. Computed once per request.
 */
export const sessionState = cache(async (): Promise<SessionState> => {
  const forwarded = readSessionHeader(await headers())
  if (forwarded === 'unknown' || forwarded === 'signed-out') return { status: forwarded }

  const tokens = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
  if (!tokens) return { status: 'signed-out' }
  const verified = await verifyAccessToken(tokens.accessToken)
  const claims = verified === undefined ? await claimsFromAuthServer() : verified
  if (claims === 'unknown') return { status: 'unknown' }
  if (!claims) return { status: 'signed-out' }
  const assurance = forwarded ?? (await assuranceFromDatabase())
  if (!assurance) return { status: 'unknown' }
  if (assurance === 'session_ended') return { status: 'signed-out' }
  const status = assurance === 'aal2_required' ? 'mfa-pending' : 'signed-in'
  return { status, user: userOf(claims, assurance) }
})

async function assuranceFromDatabase(): Promise<ReturnType<typeof parseSessionAssurance>> {
  const { data } = await (await createClient()).rpc('session_assurance')
  return parseSessionAssurance(data)
}

async function claimsFromAuthServer(): Promise<JWTPayload | null | 'unknown'> {
  const supabase = await createClient()
  const { data, error } = await supabase.auth.getClaims()
  if (error?.code === AUTH_UNAVAILABLE) return 'unknown'
  return error || !data ? null : data.claims
}

function userOf({ sub, email, session_id, amr }: JWTPayload, assurance: SessionAssurance): SessionUser {
  return {
    id: String(sub),
    email: String(email ?? ''),
    sessionId: String(session_id),
    signedInAt: signedInAt(amr),
    assurance,
  }
}
