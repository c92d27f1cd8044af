import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { publishableKey } from 'supabase-embedded'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import { projectRoot } from './project-root.ts'

/** The Supabase that the application is set up for, from the environment or .env.local; undefined when neither says. */
export function configuredSupabaseUrl(): string | undefined {
  return setting('NEXT_PUBLIC_SUPABASE_URL')
}

/** Whether an address is on this machine. Throws an Error when it is no address at all. */
export function isLocal(url: string): boolean {
  if (!URL.canParse(url))
    throw new Error(`NEXT_PUBLIC_SUPABASE_URL is ${JSON.stringify(url)}, which is not an address.`)
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}

/** Where the application will be reached, if nothing else is set. @param https whether it is served over https, whatever is set. */
export function siteUrl(port: number, https = false): string {
  const url = setting('NEXT_PUBLIC_SITE_URL') ?? `http://localhost:${port}`
  return https ? url.replace(/^http:/, 'https:') : url
}

/** What the application has to be told so that it uses a local Supabase. */
export function localEnvironment(supabaseUrl: string, site: string): Record<string, string> {
  return {
    NEXT_PUBLIC_SUPABASE_URL: supabaseUrl,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: setting('NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY') ?? publishableKey,
    NEXT_PUBLIC_SITE_URL: site,
    COOKIE_SECRET: setting('COOKIE_SECRET') ?? randomBytes(32).toString('base64'),
    AUDIT_SIGNING_KEY: setting('AUDIT_SIGNING_KEY') ?? LOCAL_AUDIT_SIGNING_KEY,
  }
}

function setting(name: string): string | undefined {
  const file = join(projectRoot, '.env.local')
  const stored = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  return process.env[name] || stored[name] || undefined
}
