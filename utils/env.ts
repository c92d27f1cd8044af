import { EnvError, type LOG_LEVELS, readVariables, type Source } from './env-variables.ts'
import { findExposedSecret } from './exposed-secret.ts'
import type { Network } from './request/client-address.ts'

export {
  EnvError,
  LOCAL_AUDIT_SIGNING_KEY,
  LOCAL_PUBLISHABLE_KEY,
  LOCAL_SUPABASE_URL,
} from './env-variables.ts'

export type LogLevel = (typeof LOG_LEVELS)[number]

export type Env = {
  /** The project's public URL, as browsers reach it. No trailing slash. */
  supabaseUrl: string
  /** The URL at which this server reaches the project: SUPABASE_URL, or supabaseUrl. */
  supabaseServerUrl: string
  publishableKey: string
  /** The site's own origin: every link and redirect starts with it. */
  siteUrl: string
  /** The site key of Cloudflare Turnstile; undefined: no captcha. */
  turnstileSiteKey: string | undefined
  /** Whether scripts can read the session cookie, for the Supabase client in the browser; see utils/supabase/client.ts. */
  browserClient: boolean
  /** Seconds between two emails to one address: at least `auth.email.max_frequency` of the Auth server. */
  emailCooldownSeconds: number
  /** Sends the security emails that the Auth server has none for; undefined: none are sent. */
  smtp: { url: string; from: string } | undefined
  /** For the Auth API only, so that it counts the client address that we forward; see utils/supabase/client-info.ts. */
  secretKey: string | undefined
  /** Encrypt our own cookies, newest first; empty in development: see utils/cookies/seal.ts. */
  cookieSecrets: string[]
  /** Signs the events reported to the audit log; undefined: none are reported. The database has the same key. */
  auditSigningKey: string | undefined
  /** How the client's address is resolved; see utils/request/client-address.ts. */
  network: Network
  /** Whether sign-ins with a password are assessed: see utils/auth/devices/assess-risk.ts. */
  signInRisk: boolean
  /** Whether sessions time out: see utils/auth/sessions/session-times.ts. The database holds the limits. */
  sessionTimeouts: boolean
  /** Whether pages update by themselves: see app/ui/live-updates.tsx. */
  liveUpdates: boolean
  /** Whether users can add and remove sign-in methods: the project has to allow it too (`enable_manual_linking`). */
  manualLinking: boolean
  /** Where new passwords are checked against known breaches; undefined: they are not. */
  breachUrl: string | undefined
  /** Where identity providers serve pictures; see utils/avatars/provider-picture.ts. */
  pictureOrigins: string[]
  /** The minimum level to log; see utils/log/events.ts. */
  logLevel: LogLevel
  /** Whether traces are exported; see utils/log/start-tracing.ts. */
  tracing: boolean
  /** The Content-Security-Policy of the pages; see utils/request/security-headers.ts. */
  csp: { reportOnly: boolean; reportUri: string | undefined }
  /** Where all instances count attempts together; undefined: each instance counts its own. */
  redisUrl: string | undefined
  /** API calls allowed per user and minute. */
  apiCallsPerMinute: number
}

/**
 * Reads and validates the environment variables.
 *
 * @param source the environment, such as `process.env`. The server reads it at startup; the build does not.
 * @throws EnvError in production if a variable is missing, and everywhere if one is malformed or exposes a secret key.
 */
export function readEnv(source: Source): Env {
  const exposed = findExposedSecret(source)
  if (exposed)
    throw new EnvError(
      `${exposed} contains a secret key, and every browser can read it. Rotate the key in the Supabase dashboard, then set this variable to the publishable key.`,
    )
  const variables = readVariables(source)
  const supabaseUrl = variables.NEXT_PUBLIC_SUPABASE_URL
  return {
    supabaseUrl,
    supabaseServerUrl: variables.SUPABASE_URL ?? supabaseUrl,
    publishableKey: variables.NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY,
    siteUrl: variables.NEXT_PUBLIC_SITE_URL,
    turnstileSiteKey: variables.NEXT_PUBLIC_TURNSTILE_SITE_KEY,
    browserClient: variables.SUPABASE_BROWSER_CLIENT,
    emailCooldownSeconds: variables.EMAIL_COOLDOWN_SECONDS,
    smtp: readSmtp(variables.SMTP_URL, variables.EMAIL_FROM),
    secretKey: variables.SUPABASE_SECRET_KEY,
    cookieSecrets: variables.COOKIE_SECRET,
    auditSigningKey: variables.AUDIT_SIGNING_KEY,
    network: { vercel: Boolean(source.VERCEL), trustedProxies: variables.TRUSTED_PROXIES },
    signInRisk: variables.SIGN_IN_RISK,
    sessionTimeouts: variables.SESSION_TIMEOUTS,
    liveUpdates: variables.LIVE_UPDATES,
    manualLinking: variables.MANUAL_LINKING,
    breachUrl: variables.PASSWORD_BREACH_CHECK ? variables.PASSWORD_BREACH_URL : undefined,
    pictureOrigins: variables.PICTURE_ORIGINS,
    logLevel: variables.LOG_LEVEL,
    tracing: variables.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    csp: { reportOnly: variables.CSP_REPORT_ONLY, reportUri: variables.CSP_REPORT_URI },
    redisUrl: variables.REDIS_URL,
    apiCallsPerMinute: variables.API_CALLS_PER_MINUTE,
  }
}

function readSmtp(url: string | undefined, from: string | undefined): Env['smtp'] {
  if (!url) return undefined
  if (!from) throw new EnvError('EMAIL_FROM is not set: with SMTP_URL, it must name the sender.')
  return { url, from }
}

let current: Env | undefined

/** The environment of this process, read once. Throws as readEnv does. */
export function env(): Env {
  current ??= readEnv(process.env)
  return current
}
