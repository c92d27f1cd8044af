/**
 * The full name of a flow cookie. Over https its prefix makes the browser refuse one that another host or plain http has set:
 * https://developer.mozilla.org/docs/Web/HTTP/Guides/Cookies#cookie_prefixes
 */
export function hostCookieName(baseName: string, siteUrl: string): string {
  return siteUrl.startsWith('https:') ? `__Host-${baseName}` : baseName
}
