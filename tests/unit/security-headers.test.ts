import { describe, expect, it } from 'vitest'
import { securityHeaders } from '@/utils/security-headers'

const CONTEXT = {
  nonce: 'bm9uY2Utbm9uY2Utbm9uY2U=',
  pathname: '/private',
  siteUrl: 'https://app.example.com',
  supabaseUrl: 'https://abcdefgh.supabase.co',
  turnstile: false,
  development: false,
}

const policyOf = (context: Partial<typeof CONTEXT> = {}) =>
  securityHeaders({ ...CONTEXT, ...context })['Content-Security-Policy']?.split('; ') ?? []

describe('securityHeaders', () => {
  it('lets only scripts with the nonce run', () => {
    expect(policyOf()).toContain(`script-src 'self' 'nonce-${CONTEXT.nonce}' 'strict-dynamic'`)
    expect(policyOf().join()).not.toMatch(/unsafe-/)
  })

  it.each([`object-src 'none'`, `base-uri 'none'`, `frame-ancestors 'none'`, `form-action 'self'`])(
    'says %s',
    (directive) => {
      expect(policyOf()).toContain(directive)
    },
  )

  it('knows of Turnstile only where it is in use', () => {
    const turnstile = 'https://challenges.cloudflare.com'
    expect(policyOf().join()).not.toContain(turnstile)
    expect(policyOf({ turnstile: true })).toContain(`frame-src ${turnstile}`)
    expect(policyOf({ turnstile: true })).toContain(
      `script-src 'self' 'nonce-${CONTEXT.nonce}' 'strict-dynamic' ${turnstile}`,
    )
  })

  it('lets the page talk to its own project only', () => {
    expect(policyOf()).toContain(`connect-src 'self' https://abcdefgh.supabase.co wss://abcdefgh.supabase.co`)
  })

  it('forces https where the site has it', () => {
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
  ])('leaves the other servers of this machine alone: %s', (siteUrl) => {
    expect(policyOf({ siteUrl })).not.toContain('upgrade-insecure-requests')
    expect(securityHeaders({ ...CONTEXT, siteUrl })).not.toHaveProperty('Strict-Transport-Security')
  })

  it.each(['/auth', '/auth/confirm', '/auth/confirm/abc'])('sends no Referer from %s', (pathname) => {
    expect(securityHeaders({ ...CONTEXT, pathname })['Referrer-Policy']).toBe('no-referrer')
  })

  it.each(['/', '/authors', '/private'])('sends at most the origin elsewhere from %s', (pathname) => {
    expect(securityHeaders({ ...CONTEXT, pathname })['Referrer-Policy']).toBe(
      'strict-origin-when-cross-origin',
    )
  })

  it('gives React what its development build needs, there alone', () => {
    expect(policyOf({ development: true }).join()).toContain(`'unsafe-eval'`)
  })
})
