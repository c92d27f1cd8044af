/** The default redirect target of a signed-in user. */
export const DEFAULT_PAGE = '/private'

const PARSED_FROM = 'http://redirect.invalid'
const CONTROL_OR_BACKSLASH = /[\p{Cc}\\]/u
const AUTH_PAGES =
  /^\/(login|signup|magic-link|forgot-password|reset-password|auth|check-email|confirm|error|mfa)(\/|$)/i

/**
 * Validates an untrusted redirect target (OWASP ASVS 5.0, 3.7.2).
 *
 * @param target a path, or an absolute URL on this site; anything else, of any type, is rejected.
 * @param siteUrl this site's origin, for example `https://app.example.com`.
 * @param fallback the path that replaces a rejected target.
 * @returns path, query and fragment on this site; never another origin or a page that would redirect back.
 */
export function safeRedirect(target: unknown, siteUrl: string, fallback: string = DEFAULT_PAGE): string {
  if (typeof target !== 'string' || target.length > 2048 || CONTROL_OR_BACKSLASH.test(target)) return fallback

  const isPath = target.startsWith('/')
  const base = isPath ? PARSED_FROM : undefined
  const url = URL.parse(target, base)
  if (!url || url.username || url.password) return fallback
  // Not url.origin: that of blob:https://… is the https one.
  if (`${url.protocol}//${url.host}` !== (base ?? siteUrl)) return fallback

  const path = url.pathname + url.search + url.hash
  if (path.startsWith('//') || leadsBack(url.pathname)) return fallback
  return path
}

function leadsBack(pathname: string): boolean {
  let decoded = pathname
  for (let depth = 0; depth < 3; depth += 1) {
    if (AUTH_PAGES.test(decoded) || /^\/[/\\]/.test(decoded)) return true
    try {
      decoded = decodeURIComponent(decoded)
    } catch {
      return true
    }
  }
  return false
}
