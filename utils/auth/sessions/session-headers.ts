import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { SessionAssurance } from '@/utils/auth/mfa/session-assurance'
import { deriveKeys } from '@/utils/cookies/derive-keys'
import { processSingleton } from '@/utils/process/process-singleton'

/**
 * The session status that the middleware has determined.
 *
 * - `mfa-pending`: the user has a second factor, which this session lacks. It reaches only the pages that ask for it.
 * - `unknown`: the Auth server or the database gave no clear response.
 */
export type SessionStatus = 'signed-in' | 'mfa-pending' | 'signed-out' | 'unknown'

/** The status as the pages receive it: a session that is not over is described by its assurance level. */
export type ForwardedSession = 'signed-out' | 'unknown' | SessionAssurance

/** The path and query of the request, from the middleware to the pages. */
export const REQUESTED_PATH_HEADER = 'x-requested-path'

const SESSION_HEADER = 'x-session-status'

const keys = processSingleton('the keys of the session header', () =>
  deriveKeys('session header').map((key) => createSecretKey(key)),
)

/**
 * The request header that tells the pages what the middleware has found out about the session. It is signed together with the access
 * token, so that it cannot be forged where the middleware does not run, and belongs to one session.
 *
 * @param accessToken the one that the Auth server has accepted for this request, if `session` is an assurance level.
 */
export function sessionHeader(session: ForwardedSession, accessToken?: string): Record<string, string> {
  const [key] = keys()
  if (!key) return {}
  return { [SESSION_HEADER]: `${session} ${signatureOf(session, accessToken, key).toString('base64url')}` }
}

/**
 * What the middleware has found out about the session of a request; null if it has not run, or if the header is forged or belongs
 * to another access token.
 *
 * @param accessToken that of the request.
 * @returns an assurance level only if the Auth server has accepted this access token, which needs no further verification then.
 */
export function readSessionHeader(headers: Headers, accessToken?: string): ForwardedSession | null {
  const [session = '', sent = ''] = headers.get(SESSION_HEADER)?.split(' ') ?? []
  const signature = Buffer.from(sent, 'base64url')
  const isSigned = keys().some((key) => isEqual(signature, signatureOf(session, accessToken, key)))
  return isSigned ? (session as ForwardedSession) : null
}

function signatureOf(session: string, accessToken: string | undefined, key: KeyObject): Buffer {
  const isAccepted = session !== 'signed-out' && session !== 'unknown'
  const signed = isAccepted && accessToken ? `${session} ${accessToken}` : session
  return createHmac('sha256', key).update(signed).digest()
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
