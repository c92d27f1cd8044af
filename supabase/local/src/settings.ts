import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { type Settings, settingsSchema } from './settings-schema.ts'

/**
 * Reads the settings that the backend shares with the Supabase CLI and with a hosted project.
 * @param file path of config.toml; a missing file means the CLI's defaults.
 * @param siteUrl replaces `auth.site_url`. Every path below it becomes an allowed redirect, and its origin one of passkeys.
 * @returns the settings. Throws a ZodError that names the key if a value has the wrong type.
 */
export function readSettings(file: string, siteUrl?: string): Settings {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const settings = settingsSchema.parse(fromEnvironment(parse(text)))
  if (siteUrl === undefined) return settings
  const { auth } = settings
  const additional_redirect_urls = [...auth.additional_redirect_urls, siteUrl, `${siteUrl}/**`]
  const rp_origins = [...auth.webauthn.rp_origins, new URL(siteUrl).origin]
  const webauthn = { ...auth.webauthn, rp_origins }
  return { ...settings, auth: { ...auth, site_url: siteUrl, additional_redirect_urls, webauthn } }
}

/** What the settings enable and the embedded backend does not support, one sentence each. */
export function unsupportedSettings({ auth }: Settings): string[] {
  const providers = Object.entries(auth.external)
    .filter(([name, { enabled }]) => enabled && name !== 'github')
    .map(
      ([name]) =>
        `[auth.external.${name}] is enabled in config.toml, but the embedded backend supports GitHub only: use "npx supabase start" or a hosted project to sign in with ${name}.`,
    )
  const factors = (['phone', 'web_authn'] as const)
    .filter((name) => auth.mfa[name].enroll_enabled || auth.mfa[name].verify_enabled)
    .map(
      (name) =>
        `[auth.mfa.${name}] is enabled in config.toml, but the embedded backend supports authenticator apps only: use "npx supabase start" or a hosted project for other second factors.`,
    )
  const { enabled, uri } = auth.hook.before_user_created
  const hooks =
    enabled && !uri.startsWith('pg-functions:')
      ? [
          '[auth.hook.before_user_created] names an HTTP endpoint in config.toml, but the embedded backend calls functions of the database only: use "npx supabase start" or a hosted project.',
        ]
      : []
  return [...providers, ...factors, ...hooks]
}

/** `"env(NAME)"` is replaced with the value of that environment variable, as in the CLI. */
function fromEnvironment(value: unknown): unknown {
  if (typeof value === 'string') {
    const name = /^env\((\w+)\)$/.exec(value)?.[1]
    return name ? (process.env[name] ?? '') : value
  }
  if (Array.isArray(value)) return value.map(fromEnvironment)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromEnvironment(inner)]))
}
