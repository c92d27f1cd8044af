import { z } from 'zod'
import { bypassesRowLevelSecurity } from './exposed-secret.ts'

/** Where the Supabase CLI and the embedded backend listen: https://supabase.com/docs/guides/local-development */
export const LOCAL_SUPABASE_URL = 'http://127.0.0.1:54321'

/** The key that every local stack of the Supabase CLI has. It gives access to a developer's own machine only. */
export const LOCAL_PUBLISHABLE_KEY = 'sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH'

/** The audit signing key of every local stack; supabase/seed.sql adds the same one to the database. */
export const LOCAL_AUDIT_SIGNING_KEY = 'local-audit-signing-key-0123456789abcdef'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

const MIN_COOKIE_SECRET_CHARACTERS = 32

export type Source = Record<string, string | undefined>

type Variable = {
  schema: z.ZodType
  /** Completes the error message "… must be". */
  expected: string
  /** The value if the variable is unset. */
  default?: string | ((source: Source) => string)
  /** The value if the variable is unset outside production. */
  localDefault?: string
  /** A production server does not start without the variable. */
  isRequired?: boolean
  /** Another name for the variable. */
  alias?: string
}

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''))
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on')
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

/** Calls to the Auth server are recognized by their path (utils/supabase/fetch.ts). */
const supabaseUrl = httpUrl.refine((url) => new URL(url).pathname === '/')

const SUPABASE_URL_EXPECTED = 'a URL such as https://project.supabase.co, without a path'

/** Every environment variable of the application. README.md and .env.local.example list the same ones. */
export const VARIABLES = {
  NEXT_PUBLIC_SUPABASE_URL: {
    schema: supabaseUrl,
    expected: SUPABASE_URL_EXPECTED,
    localDefault: LOCAL_SUPABASE_URL,
    isRequired: true,
  },
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: {
    schema: z.string().regex(/^(sb_publishable_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+)$/),
    expected: 'a publishable key (sb_publishable_…) or an anon key',
    localDefault: LOCAL_PUBLISHABLE_KEY,
    isRequired: true,
    alias: 'NEXT_PUBLIC_SUPABASE_ANON_KEY',
  },
  NEXT_PUBLIC_SITE_URL: {
    schema: httpUrl.transform((url) => new URL(url).origin),
    expected: 'a URL such as https://app.example.com',
    default: (source) => vercelUrl(source) ?? 'http://localhost:3000',
  },
  COOKIE_SECRET: {
    schema: z
      .string()
      .transform((text) => (text ? text.split(',').map((secret) => secret.trim()) : []))
      .pipe(z.array(z.string().min(MIN_COOKIE_SECRET_CHARACTERS))),
    expected: `${MIN_COOKIE_SECRET_CHARACTERS} or more random characters (openssl rand -base64 32), or several such values separated by commas`,
    localDefault: '',
    isRequired: true,
  },
  SUPABASE_URL: { schema: supabaseUrl.optional(), expected: SUPABASE_URL_EXPECTED },
  AUDIT_SIGNING_KEY: {
    schema: z.string().min(32).optional(),
    expected: 'at least 32 random characters',
    localDefault: LOCAL_AUDIT_SIGNING_KEY,
  },
  SUPABASE_SECRET_KEY: {
    schema: z
      .string()
      .regex(/^(sb_secret_[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+)$/)
      .refine(bypassesRowLevelSecurity)
      .optional(),
    expected: 'a secret key (sb_secret_…) or a service role key',
  },
  SUPABASE_BROWSER_CLIENT: { schema: onOff, expected: 'on or off', default: 'off' },
  TRUSTED_PROXIES: { schema: wholeNumber(0, 9), expected: 'a number from 0 to 9', default: '0' },
  EMAIL_COOLDOWN_SECONDS: {
    schema: wholeNumber(1, 3600),
    expected: 'a number of seconds from 1 to 3600',
    default: '60',
  },
  SMTP_URL: {
    // The user and the password are percent-encoded.
    schema: z
      .url({ protocol: /^smtps?$/ })
      .refine((url) => !/%(?![\da-f]{2})/i.test(url))
      .optional(),
    expected: 'a URL such as smtps://user:password@smtp.example.com',
  },
  EMAIL_FROM: {
    schema: z
      .string()
      .regex(/^([^<>\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/)
      .optional(),
    expected: 'a sender such as Acme <no-reply@example.com>',
  },
  NEXT_PUBLIC_TURNSTILE_SITE_KEY: {
    schema: z
      .string()
      .regex(/^[\w.-]+$/)
      .optional(),
    expected: 'a Turnstile site key',
  },
  SIGN_IN_RISK: { schema: onOff, expected: 'on or off', default: 'off' },
  SESSION_TIMEOUTS: { schema: onOff, expected: 'on or off', default: 'off' },
  LIVE_UPDATES: { schema: onOff, expected: 'on or off', default: 'off' },
  MANUAL_LINKING: { schema: onOff, expected: 'on or off', default: 'on' },
  PASSWORD_BREACH_CHECK: { schema: onOff, expected: 'on or off', default: 'on' },
  PASSWORD_BREACH_URL: {
    schema: httpUrl,
    expected: 'a URL such as https://example.com',
    // https://haveibeenpwned.com/API/v3#PwnedPasswords
    default: 'https://api.pwnedpasswords.com',
  },
  PICTURE_ORIGINS: {
    schema: z
      .string()
      .transform((list) => list.split(','))
      .pipe(z.array(httpUrl.transform((url) => new URL(url).origin))),
    expected: 'origins such as https://example.com, separated by commas',
    default: 'https://avatars.githubusercontent.com,https://lh3.googleusercontent.com',
  },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS),
    expected: 'debug, info, warn, error, or silent',
    default: 'info',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: httpUrl.optional(),
    expected: 'a URL such as http://collector:4318',
  },
  CSP_REPORT_ONLY: { schema: onOff, expected: 'on or off', default: 'off' },
  CSP_REPORT_URI: {
    // It becomes part of a policy, in which spaces, ; and , are separators.
    schema: z
      .union([httpUrl, z.string().startsWith('/')])
      .pipe(z.string().regex(/^[^\s;,"]+$/))
      .optional(),
    expected: 'a path such as /api/csp-reports, or a URL',
  },
  REDIS_URL: {
    schema: z.url({ protocol: /^rediss?$/ }).optional(),
    expected: 'a URL such as redis://127.0.0.1:6379',
  },
  API_CALLS_PER_MINUTE: {
    schema: wholeNumber(1, 1_000_000),
    expected: 'a number from 1 to 1000000',
    default: '600',
  },
} satisfies Record<string, Variable>

/** https://vercel.com/docs/environment-variables/system-environment-variables */
function vercelUrl(source: Source): string | undefined {
  const host =
    source.VERCEL_ENV === 'production'
      ? source.VERCEL_PROJECT_PRODUCTION_URL
      : (source.VERCEL_BRANCH_URL ?? source.VERCEL_URL)
  return host && `https://${host}`
}

/** A variable is missing or malformed. The message is one line with its name and without its value. */
export class EnvError extends Error {
  override name = 'EnvError'
}

type Values = { [Name in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Name]['schema']> }

/**
 * Reads every variable. Blank ones count as unset.
 *
 * @throws EnvError if one is malformed, or required and missing.
 */
export function readVariables(source: Source): Values {
  const entries = Object.entries<Variable>(VARIABLES).map(([name, variable]) => [
    name,
    readVariable(source, name, variable),
  ])
  // Object.fromEntries loses the type of each entry.
  return Object.fromEntries(entries) as Values
}

function readVariable(source: Source, name: string, variable: Variable): unknown {
  const { schema, expected, alias, isRequired, localDefault } = variable
  const isProduction = source.NODE_ENV === 'production'
  const usedName = !source[name]?.trim() && alias && source[alias]?.trim() ? alias : name
  const value = source[usedName]?.trim() || undefined
  if (!value && isRequired && isProduction) throw new EnvError(`${name} is not set: it must be ${expected}.`)
  const fallback = typeof variable.default === 'function' ? variable.default(source) : variable.default
  const parsed = schema.safeParse(value ?? fallback ?? (isProduction ? undefined : localDefault))
  if (!parsed.success) throw new EnvError(`${usedName} is not valid: it must be ${expected}.`)
  return parsed.data
}
