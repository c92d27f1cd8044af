import { startBackend } from 'supabase-embedded'
import { describe, expect, it } from 'vitest'
import { doctorProject, PREVIEW, SITE } from '../support/doctor-project.ts'

const { problems } = doctorProject()

describe('the list of redirect URLs', () => {
  type Examine = (env?: Record<string, string>, preview?: string) => ReturnType<typeof problems>

  async function withList(redirectUrls: string[], test: (examine: Examine) => Promise<void>) {
    const project = await startBackend({ siteUrl: 'http://localhost:3000', redirectUrls })
    const direct = { NEXT_PUBLIC_SUPABASE_URL: project.apiUrl, SUPABASE_URL: '' }
    await test((env, preview) => problems({ ...direct, ...env }, preview)).finally(project.close)
  }

  it.each([
    'https://*-acme-inc.vercel.app/**',
    'https://shop-*.vercel.app/**',
    'https://shop-git-*-acme-inc.vercel.app/**',
  ])('with %s allows names that anyone can register, and the Site URL is a local one', (pattern) =>
    withList([pattern, `${SITE}/**`, `${PREVIEW}/**`], async (examine) => {
      const { found, messages } = await examine({}, PREVIEW)
      expect(found).toEqual(['project-site-url: failure', 'redirect-wildcards: warning'])
      expect(messages).toMatch(/allows ([\w-]+-)?doctor-[\w.-]+/)
    }),
  )

  it('is checked for the host names of Vercel, too', () =>
    withList(['https://*-acme-inc.vercel.app/**', 'https://app.example.com/**'], async (examine) => {
      const site = { NEXT_PUBLIC_SITE_URL: 'https://app.example.com' }
      const vercel = { VERCEL: '1', VERCEL_ENV: 'production', VERCEL_URL: 'shop-a1b2c3-acme-inc.vercel.app' }
      expect((await examine({ ...site, ...vercel }, undefined)).found).toContain(
        'redirect-wildcards: warning',
      )
      expect((await examine(site, PREVIEW)).found).toContain('redirect-wildcards: warning')
    }))

  it('with ** sends tokens to any URL', () =>
    withList(['https://**'], async (examine) =>
      expect((await examine({}, PREVIEW)).found).toContain('project-site-url: failure'),
    ))
})
