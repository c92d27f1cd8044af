import { startBackend } from 'supabase-embedded'
import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW, SITE } from '../support/doctor-project.ts'

const { problems } = doctorProject()

describe('a list of redirect URLs', () => {
  type Look = (env?: Record<string, string>, preview?: string) => ReturnType<typeof problems>

  async function withList(redirectUrls: string[], look: (problems: Look) => Promise<void>) {
    const other = await startBackend({ siteUrl: 'http://localhost:3000', redirectUrls })
    const direct = { NEXT_PUBLIC_SUPABASE_URL: other.apiUrl, SUPABASE_URL: '' }
    await look((env, preview) => problems({ ...direct, ...env }, preview)).finally(other.close)
  }

  it.each([
    'https://*-acme-inc.vercel.app/**',
    'https://shop-*.vercel.app/**',
    'https://shop-git-*-acme-inc.vercel.app/**',
  ])('with %s lets strangers in, and the site of a developer’s machine is told', (pattern) =>
    withList([pattern, `${SITE}/**`, `${PREVIEW}/**`], async (look) => {
      const { found, messages } = await look({}, PREVIEW)
      expect(found).toEqual(['site-url-of-project: failure', 'redirect-wildcards: warning'])
      expect(messages).toMatch(/allows ([\w-]+-)?doctor-[\w.-]+/)
    }),
  )

  it('is looked through for the names that Vercel tells, too', () =>
    withList(['https://*-acme-inc.vercel.app/**', 'https://app.example.com/**'], async (look) => {
      const site = { NEXT_PUBLIC_SITE_URL: 'https://app.example.com' }
      const vercel = { VERCEL: '1', VERCEL_ENV: 'production', VERCEL_URL: 'shop-a1b2c3-acme-inc.vercel.app' }
      expect((await look({ ...site, ...vercel }, undefined)).found).toContain('redirect-wildcards: warning')
      expect((await look(site, PREVIEW)).found).toContain('redirect-wildcards: warning')
    }))

  it('with ** sends tokens anywhere', () =>
    withList(['https://**'], async (look) =>
      expect((await look({}, PREVIEW)).found).toContain('site-url-of-project: failure'),
    ))
})
