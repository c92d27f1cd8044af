import { type Backend, publishableKey, secretKey, startBackend } from 'supabase-embedded'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { examine } from '../../supabase/doctor/examine.ts'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import { COOKIE_SECRET } from './app.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'

export const SITE = 'https://shop-acme-inc.vercel.app'
export const PREVIEW = 'https://shop-git-fix-1-acme-inc.vercel.app'

/**
 * A project that fits this application, behind a fault proxy, for the tests of one file.
 *
 * @returns its parts, once a test runs: the settings with which there is nothing to complain about, and a way to examine it with others.
 */
export function doctorProject() {
  const holder: { backend?: Backend; proxy?: FaultProxy } = {}
  beforeAll(async () => {
    holder.backend = await startBackend({ siteUrl: SITE, redirectUrls: [`${PREVIEW}/**`] })
    holder.proxy = await startFaultProxy(holder.backend.apiUrl)
  })
  afterEach(() => proxy().fault(null))
  afterAll(async () => {
    await holder.proxy?.close()
    await holder.backend?.close()
  })

  const backend = () => there(holder.backend)
  const proxy = () => there(holder.proxy)
  const healthy = (): Record<string, string> => ({
    NODE_ENV: 'production',
    NEXT_PUBLIC_SUPABASE_URL: backend().apiUrl,
    NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: publishableKey,
    NEXT_PUBLIC_SITE_URL: SITE,
    SUPABASE_URL: proxy().url,
    SUPABASE_SECRET_KEY: secretKey,
    TRUSTED_PROXIES: '1',
    COOKIE_SECRET,
    AUDIT_SIGNING_KEY: LOCAL_AUDIT_SIGNING_KEY,
  })

  /** What is not well, as `check: status`, with the messages of all. */
  async function problems(env: Record<string, string | undefined> = {}, preview?: string) {
    const findings = await examine({ ...healthy(), ...env }, preview)
    expect(JSON.stringify(findings)).not.toMatch(/sb_secret_|eyJ/)
    const found = findings
      .filter(({ status }) => status !== 'ok')
      .map(({ check, status }) => `${check}: ${status}`)
    return { found, messages: findings.map(({ message }) => message).join('\n') }
  }

  return { backend, proxy, healthy, problems }
}

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The project has not started')
  return part
}
