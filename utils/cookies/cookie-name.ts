/**
 * The full name of a flow cookie. With HTTPS, its prefix makes the browser reject one that was set by another host or over HTTP:
 * https://developer.mozilla.org/docs/Web/HTTP/Guides/Cookies#cookie_prefixes
 */
export function hostCookieName(baseName: string, siteUrl: string): string {
  return siteUrl.startsWith('https:') ? `__Host-${baseName}` : baseName
}
