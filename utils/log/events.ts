import type { RiskLevel } from '@/utils/auth/devices/assess-risk'

export type SignInMethod = 'password' | 'code' | 'link' | 'provider' | 'passkey' | 'sso' | 'guest'

export type FactorType = 'totp' | 'recovery_code'

/** An error code of the Auth server, the database or this application. */
type Code = string | undefined

/** Every event that the application logs, with its fields. docs/logs.md explains each. */
export type LogEvent =
  | { event: 'request.decided'; method: string; path: string; decision: string; durationMs: number }
  | { event: 'request.rejected'; status: number; code: Code; method: string; path: string }
  | { event: 'request.failed'; err: unknown; method?: string; path?: string; route?: string }
  | { event: 'login.required'; path: string }
  | { event: 'login.succeeded'; signInMethod: SignInMethod; userId: string }
  | { event: 'login.failed'; signInMethod: SignInMethod; code: Code; account?: string; userId?: string }
  | { event: 'login.assessed'; score: number; level: RiskLevel; userId: string }
  | { event: 'recovery.started'; signInMethod: SignInMethod; userId: string }
  | { event: 'recovery.failed'; signInMethod: SignInMethod; code: Code }
  | { event: 'mfa.verified'; factorType: FactorType; userId: string }
  | { event: 'mfa.failed'; factorType: FactorType; code: Code; userId: string }
  | { event: 'signup.accepted' }
  | { event: 'signup.failed'; code: Code }
  | { event: 'access.requested'; code: Code }
  | { event: 'email.requested'; emailKind: string; code: Code }
  | { event: 'security_email.sent'; emailKind: string }
  | { event: 'security_email.failed'; emailKind: string; code: Code }
  | { event: 'password.changed'; userId?: string }
  | { event: 'device.new'; userId: string }
  | { event: 'device.reported' }
  | { event: 'session.ended' }
  | { event: 'session.end_failed'; code: Code }
  | { event: 'guest.transfer_failed'; code: Code }
  | { event: 'access.denied'; status: 401 | 403; code: Code; path?: string; userId?: string }
  | {
      event: 'rate_limit.exceeded'
      limit: string
      scope: string
      retryAfterS: number
      account?: string | undefined
    }
  | { event: 'redis.disconnected' | 'redis.reconnected' }
  | { event: 'client_address.unavailable' }
  | { event: 'error_page.shown'; code: Code }
  | { event: 'database.schema_outdated'; operation: string; code: string }
  | UpstreamFailure
  | { event: 'audit.failed'; code: Code; type: string }
  | { event: 'page_cache.failed'; path: string; err: unknown }
  | { event: 'csp.violation'; directive: string; blocked: string; page: string; times: number }
  | { event: 'console.error' | 'console.warn'; text?: string; err?: Error }

export type UpstreamFailure = {
  event: 'upstream.failed'
  upstream: 'auth' | 'data' | 'storage' | 'functions' | 'realtime' | 'breached-passwords' | 'provider-picture'
  kind: 'timeout' | 'refused' | 'reset' | 'network' | 'status' | 'unclear' | 'bounded' | 'open'
  /** The path that was requested, without its query. */
  operation: string
  status?: number | undefined
  durationMs: number
}

type Level = 'debug' | 'info' | 'warn' | 'error'

/** The level and message of each event. `error`: look at it now. `warn`: many of them may be an attack. */
export const EVENTS: Record<LogEvent['event'], [Level, string]> = {
  'request.decided': ['debug', 'Middleware decided how to respond'],
  'request.rejected': ['warn', 'Malformed request rejected'],
  'request.failed': ['error', 'Unhandled error while responding'],
  'login.required': ['info', 'Signed-out user redirected to sign-in'],
  'login.succeeded': ['info', 'Signed in'],
  'login.failed': ['warn', 'Sign-in failed'],
  'login.assessed': ['info', 'Risk of a sign-in assessed'],
  'recovery.started': ['info', 'Password recovery started'],
  'recovery.failed': ['warn', 'Password recovery failed'],
  'mfa.verified': ['info', 'Second factor verified'],
  'mfa.failed': ['warn', 'Second factor not verified'],
  'signup.accepted': ['info', 'Sign-up accepted'],
  'signup.failed': ['warn', 'Sign-up failed'],
  'access.requested': ['info', 'Access requested'],
  'email.requested': ['info', 'Email requested'],
  'security_email.sent': ['info', 'Security email sent'],
  'security_email.failed': ['error', 'Security email could not be sent'],
  'password.changed': ['info', 'Password changed'],
  'device.new': ['info', 'Signed in on a new device'],
  'device.reported': ['warn', 'Sign-in reported by the owner: all sessions ended'],
  'session.ended': ['info', 'Session ended'],
  'session.end_failed': ['warn', 'Replaced session could not be ended'],
  'guest.transfer_failed': ['warn', 'Notes of a guest could not be kept for the account'],
  'access.denied': ['warn', 'Access denied'],
  'rate_limit.exceeded': ['warn', 'Rate limit exceeded'],
  'redis.disconnected': ['error', 'Redis is unreachable: each instance counts attempts by itself'],
  'redis.reconnected': ['info', 'Redis is reachable again'],
  'client_address.unavailable': [
    'warn',
    'TRUSTED_PROXIES is not set: rate limits cannot tell clients apart by address',
  ],
  'error_page.shown': ['info', 'Error page shown'],
  'database.schema_outdated': [
    'error',
    'The database lacks a table, column, or function: a migration is not applied. Run "npx supabase db push" (hosted project) or restart "npm run dev" (local)',
  ],
  'upstream.failed': ['error', 'Upstream request failed'],
  'audit.failed': ['error', 'Audit log entry could not be written'],
  'page_cache.failed': ['warn', 'Page not cached: each request renders it for the next ten seconds'],
  'csp.violation': ['warn', 'Browser reported a Content-Security-Policy violation'],
  'console.error': ['error', 'Printed by Next.js or a package'],
  'console.warn': ['warn', 'Printed by Next.js or a package'],
}
