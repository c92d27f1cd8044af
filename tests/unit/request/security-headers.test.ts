import { describe, expect, it } from 'vitest'
import { type SecurityContext, STATIC_FILE_CSP, securityHeaders } from '@/utils/request/security-headers'

const NONCE = `'nonce-bm9uY2Utbm9uY2Utbm9uY2U='`

const CONTEXT: SecurityContext = {
  scripts: { nonce: 'bm9uY2Utbm9uY2Utbm9uY2U=' },
  pathname: '/private',
  siteUrl: 'https://app.example.com',
  supabaseUrl: 'https://abcdefgh.supabase.co',
  browserClient: false,
  liveUpdates: false,
  turnstile: false,
  development: false,
  reportOnly: false,
  reportUri: undefined,
}

const policyOf = (context: Partial<SecurityContext> = {}) =>
  securityHeaders({ ...CONTEXT, ...context })['Content-Security-Policy']?.split('; ') ?? []

describe('securityHeaders', () => {
  it('allow only scripts with the nonce', () => {
    expect(policyOf()).toContain(`script-src 'self' ${NONCE} 'strict-dynamic'`)
    expect(policyOf().join()).not.toMatch(/unsafe-/)
  })

  it.each([`object-src 'none'`, `base-uri 'none'`, `frame-ancestors 'none'`, `form-action 'self'`])(
    'says %s',
    (directive) => {
      expect(policyOf()).toContain(directive)
    },
  )

  it('allow Turnstile only if it is used', () => {
    const turnstile = 'https://challenges.cloudflare.com'
    expect(policyOf().join()).not.toContain(turnstile)
    expect(policyOf({ turnstile: true })).toContain(`frame-src ${turnstile}`)
    expect(policyOf({ turnstile: true })).toContain(
      `script-src 'self' ${NONCE} 'strict-dynamic' ${turnstile}`,
    )
  })

  it('allow connections to this site only', () => {
    expect(policyOf()).toContain(`connect-src 'self'`)
  })

  it('allow the browser client to connect to its project', () => {
    expect(policyOf({ browserClient: true })).toContain(
      `connect-src 'self' https://abcdefgh.supabase.co wss://abcdefgh.supabase.co`,
    )
  })

  it('allow live updates to connect to Realtime only', () => {
    expect(policyOf({ liveUpdates: true })).toContain(`connect-src 'self' wss://abcdefgh.supabase.co`)
  })

  it('force HTTPS if the site uses it', () => {
    expect(policyOf()).toContain('upgrade-insecure-requests')
    expect(securityHeaders(CONTEXT)['Strict-Transport-Security']).toMatch(/^max-age=\d{8}/)
    const local = { ...CONTEXT, siteUrl: 'http://localhost:3000' }
    expect(policyOf(local)).not.toContain('upgrade-insecure-requests')
    expect(securityHeaders(local)).not.toHaveProperty('Strict-Transport-Security')
  })

  it.each([
    'https://localhost:3000',
    'https://app.localhost',
    'https://127.0.0.1:3000',
    'https://[::1]:3000',
  ])('do not affect other servers on this machine: %s', (siteUrl) => {
    expect(policyOf({ siteUrl })).not.toContain('upgrade-insecure-requests')
    expect(securityHeaders({ ...CONTEXT, siteUrl })).not.toHaveProperty('Strict-Transport-Security')
  })

  it.each(['/auth', '/auth/confirm', '/auth/confirm/abc'])('send no Referer from %s', (pathname) => {
    expect(securityHeaders({ ...CONTEXT, pathname })['Referrer-Policy']).toBe('no-referrer')
  })

  it.each(['/', '/authors', '/private'])('send at most the origin to other sites from %s', (pathname) => {
    expect(securityHeaders({ ...CONTEXT, pathname })['Referrer-Policy']).toBe(
      'strict-origin-when-cross-origin',
    )
  })

  it('allow what React needs in development, and only there', () => {
    expect(policyOf({ development: true }).join()).toContain(`'unsafe-eval'`)
  })

  it('have the other headers on every page', () => {
    for (const pathname of ['/', '/private', '/auth/confirm', '/api/me'])
      expect(securityHeaders({ ...CONTEXT, pathname })).toMatchObject({
        'X-Content-Type-Options': 'nosniff',
        'X-Frame-Options': 'DENY',
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Permissions-Policy': expect.stringContaining('camera=()'),
      })
  })

  it('only report violations in report-only mode', () => {
    const headers = securityHeaders({ ...CONTEXT, reportOnly: true })
    expect(headers).not.toHaveProperty('Content-Security-Policy')
    const policy = headers['Content-Security-Policy-Report-Only']
    expect(policy).toContain(`${NONCE}`)
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers['X-Frame-Options']).toBe('DENY')
  })

  it.each([
    ['/api/csp-reports', 'https://app.example.com/api/csp-reports'],
    ['https://reports.example.org/csp', 'https://reports.example.org/csp'],
  ])('send reports to %s', (reportUri, endpoint) => {
    expect(policyOf({ reportUri }).slice(-2)).toEqual([`report-uri ${reportUri}`, 'report-to csp'])
    expect(securityHeaders({ ...CONTEXT, reportUri })['Reporting-Endpoints']).toBe(`csp="${endpoint}"`)
    expect(securityHeaders(CONTEXT)).not.toHaveProperty('Reporting-Endpoints')
    expect(policyOf().join()).not.toContain('report')
  })
})

describe('the complete policy', () => {
  it('of a page', () => {
    expect(policyOf()).toEqual([
      `default-src 'self'`,
      `script-src 'self' ${NONCE} 'strict-dynamic'`,
      `style-src 'self' ${NONCE}`,
      `img-src 'self' data: blob:`,
      `font-src 'self'`,
      `connect-src 'self'`,
      `object-src 'none'`,
      `base-uri 'none'`,
      `form-action 'self'`,
      `frame-ancestors 'none'`,
      'upgrade-insecure-requests',
    ])
  })

  it('of a page that is the same for everyone', () => {
    const hashes = [`'sha256-b25l'`, `'sha256-dHdv'`]
    expect(policyOf({ scripts: { hashes } })).toEqual([
      `default-src 'self'`,
      `script-src 'self' 'sha256-b25l' 'sha256-dHdv'`,
      `style-src 'self'`,
      ...policyOf().slice(3),
    ])
    expect(policyOf({ scripts: { hashes }, turnstile: true })).toContain(
      `script-src 'self' 'sha256-b25l' 'sha256-dHdv' https://challenges.cloudflare.com`,
    )
  })

  it('of a page in development', () => {
    const policy = policyOf({ development: true, siteUrl: 'http://localhost:3000' })
    expect(policy).toContain(`style-src 'self' 'unsafe-inline'`)
    expect(policy).toContain(`connect-src 'self' ws:`)
    expect(policy).not.toContain('upgrade-insecure-requests')
  })

  it('of a file', () => {
    expect(STATIC_FILE_CSP).toEqual({
      'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'`,
    })
  })

  it.each(['http://app.example.com', 'http://localhost:3000'])('do not force %s to HTTPS', (siteUrl) => {
    expect(policyOf({ siteUrl })).not.toContain('upgrade-insecure-requests')
    expect(securityHeaders({ ...CONTEXT, siteUrl })).not.toHaveProperty('Strict-Transport-Security')
  })

  it.each(['https://localhost.example.com', 'https://mylocalhost', 'https://127.0.0.1.example.com'])(
    'do not consider %s a local machine',
    (siteUrl) => expect(policyOf({ siteUrl })).toContain('upgrade-insecure-requests'),
  )
})
