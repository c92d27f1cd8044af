import { createHmac, timingSafeEqual } from 'node:crypto'
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

const keys = processSingleton('the keys of the session header', () => deriveKeys('session header'))

/**
 * The request header that tells the pages what the middleware has found out about the session. It is signed, so that it cannot be
 * forged where the middleware does not run. Pages never take an identity from it, only from the verified token.
 */
export function sessionHeader(session: ForwardedSession): Record<string, string> {
  const [key] = keys()
  return key ? { [SESSION_HEADER]: `${session} ${signatureOf(session, key).toString('base64url')}` } : {}
}

/** What the middleware has found out about the session of a request; null if it has not run, or if the header is forged. */
export function readSessionHeader(headers: Headers): ForwardedSession | null {
  const [session = '', sent = ''] = headers.get(SESSION_HEADER)?.split(' ') ?? []
  const signature = Buffer.from(sent, 'base64url')
  const isSigned = keys().some((key) => isEqual(signature, signatureOf(session, key)))
  return isSigned ? (session as ForwardedSession) : null
}

function signatureOf(session: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(session).digest()
}

function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
