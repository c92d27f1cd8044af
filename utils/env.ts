import { z } from 'zod'
import { bypassesRowLevelSecurity, findExposedSecret } from './exposed-secret.ts'
import type { Network } from './request/client-address.ts'

/** Where the Supabase CLI and the embedded backend listen: https://supabase.com/docs/guides/local-development */
export const LOCAL_SUPABASE_URL = 'http://127.0.0.1:54321'

/** The key that every local stack of the Supabase CLI shares. It opens nothing but a developer's own machine. */
export const LOCAL_PUBLISHABLE_KEY = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH'

/** The audit signing key of every local stack; supabase/seed.sql puts the same one into the database. */
export const LOCAL_AUDIT_SIGNING_KEY = 'local-audit-signing-key-0123456789abcdef'

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]

export type Env = {
  /** The project's public address, as browsers reach it. No trailing slash. */
  supabaseUrl: string
  /** The address this server uses for the same project; equal to supabaseUrl unless SUPABASE_URL is set. */
  supabaseServerUrl: string
  publishableKey: string
  /** This site's own origin, the only one that links and redirects ever carry. */
  siteUrl: string
  /** The site key of Cloudflare Turnstile; without one nobody is asked to be human. */
  turnstileSiteKey: string | undefined
  /** Whether scripts may read the session cookie, for the Supabase client in the browser; see utils/supabase/client.ts. */
  browserClient: boolean
  /** How long somebody waits between two mails: not less than `auth.email.max_frequency` of the Auth server. */
  emailPauseSeconds: number
  /** For the Auth API alone, and only so that the client address we forward counts there; see utils/supabase/client-info.ts. */
  secretKey: string | undefined
  /** What our own cookies are sealed with, the newest first; none in development: see utils/cookies/seal.ts. */
  cookieSecrets: string[]
  /** Signs what the application reports to the audit log; undefined: nothing is reported. The database has the same key. */
  auditSigningKey: string | undefined
  /** How the client's address is found out; see utils/request/client-address.ts. */
  network: Network
  /** Where passwords are looked up among those known from leaks; undefined: they are not. */
  /** Whether people are offered to add and remove sign-in methods: the project has to allow it too (`enable_manual_linking`). */
  manualLinking: boolean
  breachUrl: string | undefined
  /** The least that is logged; see utils/log/events.ts. */
  logLevel: LogLevel
  /** The Content-Security-Policy of the pages; see utils/request/security-headers.ts. */
  csp: { reportOnly: boolean; reportUri: string | undefined }
  /** Where attempts are counted for all instances together; undefined: each counts its own. */
  redisUrl: string | undefined
  /** How many calls of the API one person may make in a minute. */
  apiCallsPerMinute: number
}

/** A variable is missing or malformed. The message is one line and names it; it never holds its value. */
export class EnvError extends Error {
  override name = 'EnvError'
}

type Source = Record<string, string | undefined>

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
/** https://haveibeenpwned.com/API/v3#PwnedPasswords */
const PWNED_PASSWORDS_URL = 'https://api.pwnedpasswords.com'

const COOKIE_SECRET_MIN_CHARACTERS = 32

const cookieSecrets = (min: number) =>
  z
    .string()
    .transform((text) => (text ? text.split(',').map((secret) => secret.trim()) : []))
    .pipe(z.array(z.string().min(COOKIE_SECRET_MIN_CHARACTERS)).min(min))

const origin = httpUrl.transform((url) => new URL(url).origin)

function read<T>(schema: z.ZodType<T>, name: string, value: string | undefined, expected: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new EnvError(value ? `${name} is not ${expected}.` : `${name} is not set: it has to be ${expected}.`)
}

function filled(source: Source, ...names: string[]) {
  const name = names.find((candidate) => source[candidate]?.trim())
  return { name: name ?? names[0] ?? '', value: name && source[name]?.trim() }
}

function vercelHost(source: Source): string | undefined {
  const host =
    source.VERCEL_ENV === 'production'
      ? source.VERCEL_PROJECT_PRODUCTION_URL
      : (source.VERCEL_BRANCH_URL ?? source.VERCEL_URL)
  return host && `https://${host}`
}

/**
 * Reads and checks every setting of the application.
 *
 * @param source the environment, as in `process.env`. Values are read when the server runs, never baked in by the build.
 * @returns the settings, with addresses stripped of trailing slashes.
 * @throws EnvError in production when a variable is missing, and anywhere when one is malformed or publishes a secret key.
 */
export function readEnv(source: Source): Env {
  const published = findExposedSecret(source)
  if (published)
    throw new EnvError(
      `${published} holds a secret key, and every browser can read it. Rotate that key in the Supabase dashboard, then enter the publishable key here.`,
    )
  const local = source.NODE_ENV !== 'production'
  const url = filled(source, 'NEXT_PUBLIC_SUPABASE_URL')
  const key = filled(source, 'NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY', 'NEXT_PUBLIC_SUPABASE_ANON_KEY')
  const serverUrl = filled(source, 'SUPABASE_URL')
  const site = filled(source, 'NEXT_PUBLIC_SITE_URL')
  const captcha = filled(source, 'NEXT_PUBLIC_TURNSTILE_SITE_KEY')
  const browserClient = filled(source, 'SUPABASE_BROWSER_CLIENT')
  const pause = filled(source, 'EMAIL_PAUSE_SECONDS')
  const secret = filled(source, 'SUPABASE_SECRET_KEY')
  const cookies = filled(source, 'COOKIE_SECRET')
  const audit = filled(source, 'AUDIT_SIGNING_KEY')
  const proxies = filled(source, 'TRUSTED_PROXIES')
  const linking = filled(source, 'MANUAL_LINKING')
  const breach = filled(source, 'PASSWORD_BREACH_CHECK')
  const level = filled(source, 'LOG_LEVEL')
  const redis = filled(source, 'REDIS_URL')
  const apiCalls = filled(source, 'API_CALLS_PER_MINUTE')
  const address = 'an address such as https://project.supabase.co'

  const supabaseUrl = read(httpUrl, url.name, url.value || (local ? LOCAL_SUPABASE_URL : undefined), address)
  return {
    supabaseUrl,
    supabaseServerUrl: serverUrl.value
      ? read(httpUrl, serverUrl.name, serverUrl.value, address)
      : supabaseUrl,
    publishableKey: read(
      z.string().regex(/^(sb_publishable_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+)$/),
      key.name,
      key.value || (local ? LOCAL_PUBLISHABLE_KEY : undefined),
      'a publishable key (sb_publishable_…) or an anon key',
    ),
    siteUrl: read(
      origin,
      site.name,
      site.value || vercelHost(source) || 'http://localhost:3000',
      'an address such as https://app.example.com',
    ),
    turnstileSiteKey: read(
      z
        .string()
        .regex(/^[\w.-]+$/)
        .optional(),
      captcha.name,
      captcha.value || undefined,
      'a Turnstile site key',
    ),
    emailPauseSeconds: read(
      z.coerce.number().int().min(1).max(3600),
      pause.name,
      pause.value || '60',
      'a number of seconds from 1 to 3600',
    ),
    secretKey: read(
      z
        .string()
        .regex(/^(sb_secret_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+)$/)
        .refine(bypassesRowLevelSecurity)
        .optional(),
      secret.name,
      secret.value || undefined,
      'a secret key (sb_secret_…) or a service role key',
    ),
    browserClient:
      read(z.enum(['on', 'off']), browserClient.name, browserClient.value || 'off', 'on or off') === 'on',
    cookieSecrets: read(
      cookieSecrets(local ? 0 : 1),
      cookies.name,
      cookies.value ?? '',
      `${COOKIE_SECRET_MIN_CHARACTERS} or more random characters (openssl rand -base64 32), or several such, separated by commas`,
    ),
    auditSigningKey: read(
      z.string().min(32).optional(),
      audit.name,
      audit.value || (local ? LOCAL_AUDIT_SIGNING_KEY : undefined),
      'a random text of at least 32 characters',
    ),
    network: {
      vercel: Boolean(source.VERCEL),
      trustedProxies: read(
        z.coerce.number().int().min(0).max(9),
        proxies.name,
        proxies.value || '0',
        'a number of proxies such as 1',
      ),
    },
    manualLinking: read(z.enum(['on', 'off']), linking.name, linking.value || 'on', 'on or off') === 'on',
    breachUrl: breach.value === 'off' ? undefined : breachUrl(source, breach.value),
    logLevel: read(
      z.enum(LOG_LEVELS),
      level.name,
      level.value || 'info',
      'debug, info, warn, error or silent',
    ),
    csp: readCsp(source),
    redisUrl: read(
      z.url({ protocol: /^rediss?$/ }).optional(),
      redis.name,
      redis.value || undefined,
      'an address such as redis://127.0.0.1:6379',
    ),
    apiCallsPerMinute: read(
      z.coerce.number().int().min(1).max(1_000_000),
      apiCalls.name,
      apiCalls.value || '600',
      'a number of calls such as 300',
    ),
  }
}

function readCsp(source: Source): Env['csp'] {
  const only = filled(source, 'CSP_REPORT_ONLY')
  const uri = filled(source, 'CSP_REPORT_URI')
  const reportUri = uri.value || undefined
  return {
    reportOnly: read(z.enum(['on', 'off']), only.name, only.value || 'off', 'on or off') === 'on',
    // Neither space nor ; or , may stand in it: it becomes part of a policy.
    reportUri: read(
      z
        .union([httpUrl, z.string().startsWith('/')])
        .pipe(z.string().regex(/^[^\s;,"]+$/))
        .optional(),
      uri.name,
      reportUri,
      'a path such as /api/csp-reports, or an address',
    ),
  }
}

function breachUrl(source: Source, check: string | undefined): string {
  if (check && check !== 'on') throw new EnvError('PASSWORD_BREACH_CHECK is not on or off.')
  const url = filled(source, 'PASSWORD_BREACH_URL')
  return read(httpUrl, url.name, url.value || PWNED_PASSWORDS_URL, 'an address such as https://example.com')
}

let current: Env | undefined

/** The settings of this process, read once. Throws as readEnv does. */
export function env(): Env {
  current ??= readEnv(process.env)
  return current
}
