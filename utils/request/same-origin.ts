/**
 * True when a request that changes something comes from this site's own pages (OWASP ASVS 5.0, 3.5.1). Only what the browser
 * itself says counts, never a forwarded host. `Sec-Fetch-Site` cannot be set by a page and is right under every address the
 * site has; where a browser does not send it, `Origin` has to be the configured one.
 *
 * @param siteUrl this site's configured origin.
 */
export function isSameOrigin(headers: Headers, siteUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  return site ? site === 'same-origin' : headers.get('origin') === siteUrl
}
