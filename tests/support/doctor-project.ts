import { type Backend, publishableKey, secretKey, startBackend } from 'supabase-embedded'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { runChecks } from '../../supabase/doctor/run-checks.ts'
import { LOCAL_AUDIT_SIGNING_KEY } from '../../utils/env.ts'
import { COOKIE_SECRET } from './app.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { json } from './faults.ts'

export const SITE = 'https://shop-acme-inc.vercel.app'
export const PREVIEW = 'https://shop-git-fix-1-acme-inc.vercel.app'

/** The settings of an Auth server that fits the app, with changes. */
export const settings = (changes: object) =>
  json(
    200,
    { external: { email: true, github: true }, disable_signup: false, mailer_autoconfirm: false, ...changes },
    (path) => path.startsWith('/auth/v1/settings'),
  )

/**
 * Starts a project that fits the app, behind a fault proxy, for the tests of one file.
 *
 * @returns functions for the tests: the backend, the proxy, settings without findings, and the doctor’s findings with other
 *   settings.
 */
export function doctorProject() {
  const started: { backend?: Backend; proxy?: FaultProxy } = {}
  beforeAll(async () => {
    const redirectUrls = [`${PREVIEW}/**`]
    const ssoDomains = ['sso.example.com']
    started.backend = await startBackend({ siteUrl: SITE, redirectUrls, ssoDomains })
    started.proxy = await startFaultProxy(started.backend.apiUrl)
  })
  afterEach(() => proxy().fault(null))
  afterAll(async () => {
    await started.proxy?.close()
    await started.backend?.close()
  })

  const backend = () => required(started.backend)
  const proxy = () => required(started.proxy)
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
    SMTP_URL: backend().smtpUrl,
    EMAIL_FROM: 'Acme <no-reply@example.com>',
  })

  /** @returns the warnings and failures as `check: status`, and the messages of all findings. */
  async function problems(env: Record<string, string | undefined> = {}, preview?: string) {
    const findings = await runChecks({ ...healthy(), ...env }, preview)
    expect(JSON.stringify(findings)).not.toMatch(/sb_secret_|eyJ/)
    const found = findings
      .filter(({ status }) => status !== 'ok')
      .map(({ check, status }) => `${check}: ${status}`)
    return { found, messages: findings.map(({ message }) => message).join('\n') }
  }

  return { backend, proxy, healthy, problems }
}

function required<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The project has not started.')
  return part
}
