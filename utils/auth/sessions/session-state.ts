import 'server-only'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { signedInAt } from '@/utils/auth/reauthentication/signed-in-at'
import { env } from '@/utils/env'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { cachedJwks } from '@/utils/supabase/jwks'
import { createClient } from '@/utils/supabase/server'
import { isSessionChunk, sessionCookie } from '@/utils/supabase/session-cookies'
import { SESSION_STATUS_HEADER } from './session-headers'
import { verifiedClaimsCache } from './verified-claims-cache'

/** Who is signed in, as the verified access token says. */
export type SessionUser = {
  id: string
  email: string
  sessionId: string
  /** When they last proved who they are, in seconds since 1970. */
  signedInAt: number
}

export type SessionState = { status: 'signed-in'; user: SessionUser } | { status: 'signed-out' | 'unknown' }

const verified = verifiedClaimsCache()

/**
 * Says who makes this request, for Server Components, Server Actions and route handlers. The middleware has asked the Auth
 * server already; here the token's signature is checked against the project's published keys, which costs no call: the middleware
 * has seen to it that they are known (with a symmetric key auth-js asks the Auth server once more: https://supabase.com/docs/guides/auth/signing-keys).
 *
 * @returns `unknown` when nobody can tell: the Auth server gives no clear answer. Computed once per request.
 */
export const sessionState = cache(async (): Promise<SessionState> => {
  const known = (await headers()).get(SESSION_STATUS_HEADER)
  if (known === 'unknown' || known === 'signed-out') return { status: known }

  const cookie = await ownSessionCookie()
  const remembered = verified.find(cookie)
  if (remembered) return { status: 'signed-in', user: remembered }

  const supabase = await createClient()
  const { data, error } = await supabase.auth.getClaims(undefined, { jwks: cachedJwks() })
  if (error?.code === AUTH_UNAVAILABLE) return { status: 'unknown' }
  if (error || !data) return { status: 'signed-out' }

  const { sub, email, session_id, amr, exp } = data.claims
  const user: SessionUser = {
    id: sub,
    email: email ?? '',
    sessionId: session_id,
    signedInAt: signedInAt(amr),
  }
  verified.keep(cookie, { user, expiresAt: exp, algorithm: data.header.alg })
  return { status: 'signed-in', user }
})

/** The session as this request carries it, every chunk of it, as one text. */
async function ownSessionCookie(): Promise<string> {
  const { name } = sessionCookie(env())
  const chunks = (await cookies()).getAll().filter((cookie) => isSessionChunk(cookie.name, name))
  return chunks.map((chunk) => `${chunk.name}=${chunk.value}`).join('; ')
}
