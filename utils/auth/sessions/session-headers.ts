/** What the middleware found out about a request's session. `unknown`: the Auth server gave no clear answer. */
export type SessionStatus = 'signed-in' | 'signed-out' | 'unknown'

/**
 * Request headers by which the middleware tells the pages behind it what it knows. It overwrites whatever a client sent under
 * these names. A page never trusts them with an identity: that comes from the verified token.
 */
export const SESSION_STATUS_HEADER = 'x-session-status'
export const REQUESTED_PATH_HEADER = 'x-requested-path'
