import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { publishableKey, secretKey } from 'supabase-embedded'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import { projectRoot } from './project-root.ts'

/** The configured Supabase URL, from the environment or .env.local; undefined if neither sets it. */
export function configuredSupabaseUrl(): string | undefined {
  return readVariable('NEXT_PUBLIC_SUPABASE_URL')
}

/** Whether a URL points to this machine. Throws an Error if it is not a URL. */
export function isLocal(url: string): boolean {
  if (!URL.canParse(url))
    throw new Error(
      `NEXT_PUBLIC_SUPABASE_URL is ${JSON.stringify(url)}, which is not a URL. Set it to a full URL, such as http://127.0.0.1:54321`,
    )
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}

/**
 * The URL of the app: NEXT_PUBLIC_SITE_URL, or localhost.
 * @param https whether the app is served over HTTPS, even if NEXT_PUBLIC_SITE_URL starts with `http:`.
 */
export function siteUrl(port: number, https = false): string {
  const url = readVariable('NEXT_PUBLIC_SITE_URL') ?? `http://localhost:${port}`
  return https ? url.replace(/^http:/, 'https:') : url
}

/**
 * The environment variables with which the app uses a local Supabase.
 * @param smtpUrl where the mailbox of the embedded backend takes emails; undefined for another Supabase.
 * @param githubUrl where its GitHub serves pictures, if it has one.
 */
export function localEnvironment(
  supabaseUrl: string,
  site: string,
  smtpUrl?: string,
  githubUrl?: string,
): Record<string, string> {
  return {
    ...(smtpUrl && {
      SMTP_URL: readVariable('SMTP_URL') ?? smtpUrl,
      EMAIL_FROM: readVariable('EMAIL_FROM') ?? 'Acme <no-reply@example.com>',
      // Invited people sign up with the email of their invitation.
      SUPABASE_SECRET_KEY: readVariable('SUPABASE_SECRET_KEY') ?? secretKey,
    }),
    ...(githubUrl && { PICTURE_ORIGINS: readVariable('PICTURE_ORIGINS') ?? githubUrl }),
    NEXT_PUBLIC_SUPABASE_URL: supabaseUrl,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY:
      readVariable('NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY') ?? publishableKey,
    NEXT_PUBLIC_SITE_URL: site,
    COOKIE_SECRET: readVariable('COOKIE_SECRET') ?? randomBytes(32).toString('base64'),
    LIVE_UPDATES: readVariable('LIVE_UPDATES') ?? 'on',
    AUDIT_SIGNING_KEY: readVariable('AUDIT_SIGNING_KEY') ?? LOCAL_AUDIT_SIGNING_KEY,
  }
}

function readVariable(name: string): string | undefined {
  const file = join(projectRoot, '.env.local')
  const stored = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return process.env[name] || stored[name] || undefined
}
