/**
 * The session status that the middleware has determined.
 *
 * - `mfa-pending`: the user has a second factor, which this session lacks. It reaches only the pages that ask for it.
 * - `unknown`: the Auth server or the database gave no clear response.
 */
export type SessionStatus = 'signed-in' | 'mfa-pending' | 'signed-out' | 'unknown'

/**
 * Request headers from the middleware to the pages. It overwrites those that a client sent under these names. Pages never take an
 * identity from them, only from the verified token.
 */
export const SESSION_STATUS_HEADER = 'x-session-status'
export const REQUESTED_PATH_HEADER = 'x-requested-path'
