import type { Env } from '@/utils/env'

/**
 * Which scripts a page may run: those with a nonce, new for every response and at least 128 bits
 * (https://www.w3.org/TR/CSP3/#security-nonces), or those of this site and the inline ones with these hashes.
 */
export type TrustedScripts = { nonce: string } | { hashes: string[] }

export type SecurityContext = {
  scripts: TrustedScripts
  pathname: string
  siteUrl: string
  supabaseUrl: string
  /** Whether pages call Supabase from the browser. */
  browserClient: boolean
  /** Whether pages connect to Realtime. */
  liveUpdates: boolean
  /** Whether pages show Cloudflare Turnstile. */
  turnstile: boolean
  /** React's development build evaluates code and injects styles; production never does. */
  development: boolean
  /** Report-only: violations are reported but not blocked. */
  reportOnly: boolean
  /** Where browsers send reports: a path of this site or a URL. Undefined: no reports. */
  reportUri: string | undefined
}

/** https://developers.cloudflare.com/turnstile/reference/content-security-policy/ */
const TURNSTILE = 'https://challenges.cloudflare.com'

const ENFORCED = 'Content-Security-Policy'
const REPORT_ONLY = 'Content-Security-Policy-Report-Only'

/** https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Reporting-Endpoints */
const REPORT_GROUP = 'csp'

/** Not on localhost: it would apply to every other server there for two years (RFC 6797, 8.2). */
function staysOnHttps(siteUrl: string): boolean {
  const { protocol, hostname } = new URL(siteUrl)
  return protocol === 'https:' && !/^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)
}

/** The header that restricts browsers to HTTPS (RFC 6797); none if the site does not use HTTPS. */
export function strictTransportSecurity(siteUrl: string): Record<string, string> {
  return staysOnHttps(siteUrl) ? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' } : {}
}

/**
 * The Content-Security-Policy of a page: nonce and strict-dynamic, as recommended by
 * https://csp.withgoogle.com/docs/strict-csp.html. A page that is the same for everyone cannot have a nonce: it has hashes, without
 * strict-dynamic, which would block the scripts that the page itself names.
 */
export function contentSecurityPolicy({
  scripts,
  siteUrl,
  supabaseUrl,
  browserClient,
  liveUpdates,
  turnstile,
  development,
  reportOnly,
  reportUri,
}: SecurityContext): string {
  const https = staysOnHttps(siteUrl)
  const api = browserClient ? ` ${supabaseUrl}` : ''
  const realtime = browserClient || liveUpdates ? ` ${supabaseUrl.replace(/^http/, 'ws')}` : ''
  const nonce = 'nonce' in scripts ? ` 'nonce-${scripts.nonce}'` : ''
  const trusted =
    'nonce' in scripts ? `${nonce} 'strict-dynamic'` : scripts.hashes.map((hash) => ` ${hash}`).join('')
  const directives = [
    `default-src 'self'`,
    `script-src 'self'${trusted}${turnstile ? ` ${TURNSTILE}` : ''}${development ? ` 'unsafe-eval'` : ''}`,
    ...(turnstile ? [`frame-src ${TURNSTILE}`] : []),
    `style-src 'self'${development ? ` 'unsafe-inline'` : nonce}`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'${api}${realtime}${development ? ' ws:' : ''}`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    ...(https && !reportOnly ? ['upgrade-insecure-requests'] : []),
    ...(reportUri ? [`report-uri ${reportUri}`, `report-to ${REPORT_GROUP}`] : []),
  ]
  return directives.join('; ')
}

/** The headers of every response. next.config.ts adds them where the middleware does not run. */
export const BASE_HEADERS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
}

/** For files: nothing runs if one is opened as a page. */
export const STATIC_FILE_CSP = { 'Content-Security-Policy': `default-src 'none'; frame-ancestors 'none'` }

/**
 * All security headers of a response, by name. URLs under /auth contain one-time tokens, so these pages never send a Referer
 * (OWASP ASVS 5.0, 14.2.1).
 */
export function securityHeaders(context: SecurityContext): Record<string, string> {
  const { pathname, siteUrl, reportOnly, reportUri } = context
  const underAuth = pathname === '/auth' || pathname.startsWith('/auth/')
  return {
    ...BASE_HEADERS,
    [reportOnly ? REPORT_ONLY : ENFORCED]: contentSecurityPolicy(context),
    ...(underAuth && { 'Referrer-Policy': 'no-referrer' }),
    ...(reportUri && { 'Reporting-Endpoints': `${REPORT_GROUP}="${new URL(reportUri, siteUrl)}"` }),
    ...strictTransportSecurity(siteUrl),
  }
}

/** The same for a page with the settings of this process. */
export function pageSecurityHeaders(
  pathname: string,
  { siteUrl, supabaseUrl, browserClient, liveUpdates, turnstileSiteKey, csp }: Env,
  scripts: TrustedScripts,
): Record<string, string> {
  return securityHeaders({
    scripts,
    pathname,
    siteUrl,
    supabaseUrl,
    browserClient,
    liveUpdates,
    turnstile: turnstileSiteKey !== undefined,
    development: process.env.NODE_ENV === 'development',
    ...csp,
  })
}
