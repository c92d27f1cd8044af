import 'server-only'
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose'
import { cookies, headers } from 'next/headers'
import { cache } from 'react'
import { parseSessionAssurance, type SessionAssurance } from '@/utils/auth/mfa/session-assurance'
import { signedInAt } from '@/utils/auth/reauthentication/signed-in-at'
import { ssoProviderOf } from '@/utils/auth/sso/sso-provider'
import { AVATAR_VERSION_HEADER } from '@/utils/avatars/avatar-url'
import { env } from '@/utils/env'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { sessionCookie } from '@/utils/supabase/session-cookies'
import { storedTokens } from '@/utils/supabase/stored-tokens'
import { readSessionHeader } from './session-headers'

/** Who is signed in, according to the verified access token. */
export type SessionUser = {
  id: string
  /** Empty for a guest. */
  email: string
  /** Whether the token was issued to an anonymous user. The database decides by the user's current row. */
  isGuest: boolean
  sessionId: string
  /** When the user last proved their identity, in seconds since 1970. */
  signedInAt: number
  /** The assurance level of the session, which the database decides. */
  assurance: SessionAssurance
  /** The identity provider of a user of single sign-on. */
  ssoProvider?: string | undefined
  /** The version of the user's picture, if there is one. */
  avatarVersion?: string | undefined
}

export type SessionState =
  | { status: 'signed-in' | 'mfa-pending'; user: SessionUser }
  | { status: 'signed-out' | 'unknown' }

/**
 * Says who makes this request, for Server Components, Server Actions and route handlers. The Auth server has accepted the access token
 * in the middleware, whose signed header says so and names the assurance level: no call and no further verification is needed.
 *
 * Without that header, the token's signature is verified (https://supabase.com/docs/guides/auth/signing-keys), and the database is
 * called for the assurance level.
 *
 * @returns `unknown` if the Auth server or the database gave no clear response. Computed once per request.
 */
export const sessionState = cache(async (): Promise<SessionState> => {
  const tokens = await storedTokens((await cookies()).getAll(), sessionCookie(env()).name)
  const forwarded = readSessionHeader(await headers(), tokens?.accessToken)
  if (forwarded === 'unknown' || forwarded === 'signed-out') return { status: forwarded }
  if (!tokens) return { status: 'signed-out' }

  const claims = unexpiredClaims(tokens.accessToken)
  if (!claims) return { status: 'signed-out' }
  const verdict = forwarded ? 'verified' : await verify(tokens.accessToken)
  if (verdict !== 'verified') return { status: verdict }
  const assurance = forwarded ?? (await assuranceFromDatabase())
  if (!assurance) return { status: 'unknown' }
  if (assurance === 'session_ended') return { status: 'signed-out' }
  const status = assurance === 'aal2_required' ? 'mfa-pending' : 'signed-in'
  const avatarVersion = (forwarded && (await headers()).get(AVATAR_VERSION_HEADER)) || undefined
  return { status, user: { ...userOf(claims, assurance), avatarVersion } }
})

/** The claims of an access token whose signature has yet to be verified; null if it is malformed or has expired. */
function unexpiredClaims(accessToken: string): JWTPayload | null {
  try {
    decodeProtectedHeader(accessToken)
    const claims = decodeJwt(accessToken)
    return (claims.exp ?? 0) > Date.now() / 1000 ? claims : null
  } catch {
    return null
  }
}

/** Verifies an access token with the project's published keys, or with the Auth server if its key is symmetric. */
async function verify(accessToken: string): Promise<'verified' | 'signed-out' | 'unknown'> {
  const { error } = await (await createClient()).auth.getClaims(accessToken)
  if (!error) return 'verified'
  return error.code === AUTH_UNAVAILABLE ? 'unknown' : 'signed-out'
}

async function assuranceFromDatabase(): Promise<ReturnType<typeof parseSessionAssurance>> {
  const { data } = await (await createClient()).rpc('session_assurance')
  return parseSessionAssurance(data)
}

function userOf(
  { sub, email, is_anonymous, session_id, amr, app_metadata }: JWTPayload,
  assurance: SessionAssurance,
): SessionUser {
  return {
    id: String(sub),
    email: String(email ?? ''),
    isGuest: is_anonymous === true,
    sessionId: String(session_id),
    signedInAt: signedInAt(amr),
    assurance,
    ssoProvider: ssoProviderOf(app_metadata),
  }
}
