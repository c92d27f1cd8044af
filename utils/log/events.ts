import type { DescribedError } from './describe-error'

/** How somebody proves who they are. */
export type SignInMethod = 'password' | 'code' | 'link' | 'provider'

/** What a code of the Auth server, the database or this application says. What does not look like one is withheld. */
type Code = string | undefined

/**
 * Everything the log can say. Nothing here holds what a person typed or a backend wrote: see fields.ts, which withholds it should
 * it ever get in.
 */
export type LogEvent =
  | { event: 'request.answered'; method: string; path: string; decision: string; durationMs: number }
  | { event: 'request.failed'; error: DescribedError; method?: string; path?: string; route?: string }
  | { event: 'login.required'; path: string }
  | { event: 'login.succeeded'; by: SignInMethod; userId: string }
  | { event: 'login.failed'; by: SignInMethod; code: Code; account?: string; userId?: string }
  | { event: 'recovery.started'; by: SignInMethod; userId: string }
  | { event: 'recovery.failed'; by: SignInMethod; code: Code }
  | { event: 'signup.accepted' }
  | { event: 'signup.failed'; code: Code }
  | { event: 'email.requested'; emailKind: string; code: Code }
  | { event: 'password.changed'; userId?: string }
  | { event: 'session.ended' }
  /** Another session has taken its place in its browser, but the Auth server did not end it. */
  | { event: 'session.not_ended'; code: Code }
  | { event: 'access.denied'; status: 401 | 403; code: Code; path?: string; userId?: string }
  /** `limit`: what was attempted too often. `scope`: whose attempts were counted. */
  | { event: 'throttled'; limit: string; scope: string; retryAfterS: number; account?: string | undefined }
  /** While Redis does not answer, each instance counts attempts by itself. */
  | { event: 'redis.lost' | 'redis.back' }
  /** In production: no proxy is trusted to name the visitors' addresses, so limits cannot tell them apart by those. */
  | { event: 'addresses.unknown' }
  /** It was no request to answer: see utils/request/validate-request.ts. */
  | { event: 'request.refused'; status: number; code: Code; method: string; path: string }
  | { event: 'problem.shown'; code: Code }
  | UpstreamFailure
  | { event: 'audit.failed'; code: Code; type: string }
  | { event: 'csp.violation'; directive: string; blocked: string; page: string; times: number }
  | { event: 'console.error' | 'console.warn' | 'console.info'; text?: string; error?: DescribedError }

export type UpstreamFailure = {
  event: 'upstream.failed'
  upstream: 'auth' | 'data' | 'storage' | 'functions' | 'realtime' | 'breached-passwords'
  kind: 'timeout' | 'refused' | 'reset' | 'network' | 'status' | 'unclear' | 'bounded' | 'open' | 'full'
  /** What was asked: a path without its query. */
  operation: string
  status?: number | undefined
  durationMs: number
}

type Level = 'debug' | 'info' | 'warn' | 'error'

/** How loud each event is. `error`: somebody should look. `warn`: many of them are an attack. */
export const LEVELS: Record<LogEvent['event'], Level> = {
  'request.answered': 'debug',
  'request.failed': 'error',
  'login.required': 'info',
  'login.succeeded': 'info',
  'login.failed': 'warn',
  'recovery.started': 'info',
  'recovery.failed': 'warn',
  'signup.accepted': 'info',
  'signup.failed': 'warn',
  'email.requested': 'info',
  'password.changed': 'info',
  'session.ended': 'info',
  'session.not_ended': 'warn',
  'access.denied': 'warn',
  throttled: 'warn',
  'redis.lost': 'error',
  'redis.back': 'info',
  'addresses.unknown': 'warn',
  'request.refused': 'warn',
  'problem.shown': 'info',
  'upstream.failed': 'error',
  'audit.failed': 'error',
  'csp.violation': 'warn',
  'console.error': 'error',
  'console.warn': 'warn',
  'console.info': 'info',
}
