import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { SESSION_STATUS_HEADER } from './session-status'
import { signedInAt } from './signed-in-at'

/** Who is signed in, as the verified access token says. */
export type SessionUser = {
  id: string
  email: string
  name: string
  sessionId: string
  /** When they last proved who they are, in seconds since 1970. */
  signedInAt: number
}

export type SessionState = { status: 'signed-in'; user: SessionUser } | { status: 'signed-out' | 'unknown' }

/**
 * Says who makes this request, for Server Components, Server Actions and route handlers. The middleware has asked the Auth
 * server already; here the token's signature is checked against the project's published keys, which costs no call (with a
 * symmetric key auth-js asks the Auth server once more: https://supabase.com/docs/guides/auth/signing-keys).
 *
 * @returns `unknown` when nobody can tell: the Auth server gives no clear answer. Computed once per request.
 */
export const sessionState = cache(async (): Promise<SessionState> => {
  const known = (await headers()).get(SESSION_STATUS_HEADER)
  if (known === 'unknown' || known === 'signed-out') return { status: known }

  const supabase = await createClient()
  const { data, error } = await supabase.auth.getClaims()
  if (error?.code === AUTH_UNAVAILABLE) return { status: 'unknown' }
  if (error || !data) return { status: 'signed-out' }

  const { sub, email, session_id, user_metadata, amr } = data.claims
  const name = user_metadata?.name
  return {
    status: 'signed-in',
    user: {
      id: sub,
      email: email ?? '',
      name: typeof name === 'string' ? name : '',
      sessionId: session_id,
      signedInAt: signedInAt(amr),
    },
  }
})
