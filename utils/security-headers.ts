export type SecurityContext = {
  /** Fresh for every response, at least 128 bits (https://www.w3.org/TR/CSP3/#security-nonces). */
  nonce: string
  pathname: string
  siteUrl: string
  supabaseUrl: string
  /** Whether pages show Cloudflare's Turnstile. */
  turnstile: boolean
  /** React's development build evaluates code and injects styles; production never does. */
  development: boolean
}

/** https://developers.cloudflare.com/turnstile/reference/content-security-policy/ */
const TURNSTILE = 'https://challenges.cloudflare.com'

/**
 * Whether browsers are told to use nothing but https here. Not on a developer's own machine: every other server on localhost,
 * whatever its port, would be out of reach for two years (RFC 6797, 8.2).
 */
function staysOnHttps(siteUrl: string): boolean {
  const { protocol, hostname } = new URL(siteUrl)
  return protocol === 'https:' && !/^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
}

/** The Content-Security-Policy of a page: nonce and strict-dynamic, as https://csp.withgoogle.com/docs/strict-csp.html asks. */
export function contentSecurityPolicy({
  nonce,
  siteUrl,
  supabaseUrl,
  turnstile,
  development,
}: SecurityContext): string {
  const https = staysOnHttps(siteUrl)
  const websocket = supabaseUrl.replace(/^http/, 'ws')
  const directives = [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${turnstile ? ` ${TURNSTILE}` : ''}${development ? ` 'unsafe-eval'` : ''}`,
    ...(turnstile ? [`frame-src ${TURNSTILE}`] : []),
    `style-src 'self' ${development ? `'unsafe-inline'` : `'nonce-${nonce}'`}`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self' ${supabaseUrl} ${websocket}${development ? ' ws:' : ''}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    ...(https ? ['upgrade-insecure-requests'] : []),
  ]
  return directives.join('; ')
}

/**
 * Every security header of a response, by name. Pages under /auth carry one-time tokens in their address, so these never send
 * a Referer (OWASP ASVS 5.0, 14.2.1).
 */
export function securityHeaders(context: SecurityContext): Record<string, string> {
  const { pathname, siteUrl } = context
  const underAuth = pathname === '/auth' || pathname.startsWith('/auth/')
  return {
    'Content-Security-Policy': contentSecurityPolicy(context),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': underAuth ? 'no-referrer' : 'strict-origin-when-cross-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    ...(staysOnHttps(siteUrl) && {
      'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
    }),
  }
}
