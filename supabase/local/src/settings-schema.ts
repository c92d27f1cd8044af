import { z } from 'zod'
import { hookFunction } from './hook-function.ts'
import { parseDuration } from './parse-duration.ts'

const duration = z.string().transform(parseDuration)

const template = z.object({ subject: z.string().optional(), content_path: z.string().optional() })

const notification = template.extend({ enabled: z.boolean().default(false) })

const provider = z.looseObject({
  enabled: z.boolean().default(false),
  client_id: z.string().default(''),
  secret: z.string().default(''),
  url: z.string().default(''),
})

const captcha = z.object({
  enabled: z.boolean().default(false),
  provider: z.enum(['turnstile', 'hcaptcha']).default('turnstile'),
  secret: z.string().default(''),
  /** Verifies tokens instead of the provider. Not a key of the CLI: see BackendOptions. */
  verify_url: z.string().optional(),
})

const email = z.object({
  enable_signup: z.boolean().default(true),
  enable_confirmations: z.boolean().default(false),
  double_confirm_changes: z.boolean().default(true),
  secure_password_change: z.boolean().default(false),
  max_frequency: duration.prefault('1s'),
  otp_length: z.number().int().min(6).max(10).default(6),
  otp_expiry: z.number().int().positive().default(3600),
  template: z.record(z.string(), template).default({}),
  notification: z.record(z.string(), notification).default({}),
  smtp: z
    .object({ admin_email: z.string().default('admin@email.com'), sender_name: z.string().default('Admin') })
    .prefault({}),
})

const webauthn = z.object({
  rp_id: z.string().default(''),
  rp_display_name: z.string().default(''),
  rp_origins: z.array(z.string()).default([]),
})

const factorType = z
  .object({ enroll_enabled: z.boolean().default(false), verify_enabled: z.boolean().default(false) })
  .prefault({})

const mfa = z.object({
  max_enrolled_factors: z.number().int().default(10),
  totp: factorType,
  phone: factorType,
  web_authn: factorType,
  /** Undefined: the endpoints do not exist. Not a key of the CLI: see BackendOptions. */
  recovery_codes: z.boolean().optional(),
})

/** https://supabase.com/docs/guides/auth/auth-hooks: a function of the database, or an HTTP endpoint. */
const hook = z
  .object({ enabled: z.boolean().default(false), uri: z.string().default('') })
  .refine(({ enabled, uri }) => !enabled || /^(https?|pg-functions):/.test(uri), {
    error: 'only postgres hooks and HTTPS functions are supported at the moment',
    path: ['uri'],
  })
  .refine(({ enabled, uri }) => !enabled || !uri.startsWith('pg-functions:') || hookFunction(uri) !== null, {
    error: 'Use pg-functions://postgres/<schema>/<function>',
    path: ['uri'],
  })

const auth = z.object({
  site_url: z.string().default('http://127.0.0.1:3000'),
  additional_redirect_urls: z.array(z.string()).default([]),
  jwt_expiry: z.number().int().positive().default(3600),
  enable_signup: z.boolean().default(true),
  enable_anonymous_sign_ins: z.boolean().default(false),
  enable_manual_linking: z.boolean().default(false),
  enable_refresh_token_rotation: z.boolean().default(true),
  refresh_token_reuse_interval: z.number().default(10),
  minimum_password_length: z.number().default(6),
  password_requirements: z
    .enum(['', 'letters_digits', 'lower_upper_letters_digits', 'lower_upper_letters_digits_symbols'])
    .default(''),
  sessions: z.object({ timebox: duration.optional(), inactivity_timeout: duration.optional() }).prefault({}),
  email: email.prefault({}),
  mfa: mfa.prefault({}),
  captcha: captcha.prefault({}),
  passkey: z.object({ enabled: z.boolean().default(false) }).prefault({}),
  webauthn: webauthn.prefault({}),
  external: z.record(z.string(), provider).default({}),
  /** Not a key of the CLI: see BackendOptions. */
  sso: z.object({ enabled: z.boolean().default(false) }).prefault({}),
  hook: z.object({ before_user_created: hook.prefault({}) }).prefault({}),
})

/** The part of `supabase/config.toml` that the embedded backend uses, with the defaults of the Supabase CLI. */
export const settingsSchema = z.object({
  api: z
    .object({
      schemas: z.array(z.string()).default(['public', 'graphql_public']),
      extra_search_path: z.array(z.string()).default(['public', 'extensions']),
      max_rows: z.number().default(1000),
    })
    .prefault({}),
  storage: z
    .object({ enabled: z.boolean().default(true), file_size_limit: z.string().default('50MiB') })
    .prefault({}),
  auth: auth.prefault({}),
})

export type Settings = z.infer<typeof settingsSchema>
