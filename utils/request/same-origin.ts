/**
 * True if a request comes from this site's pages (OWASP ASVS 5.0, 3.5.1). Only headers of the browser count, never a forwarded
 * host. A page cannot set `Sec-Fetch-Site`, which is correct at every URL of the site. If it is missing, `Origin` has to match
 * the configured one.
 *
 * @param siteUrl this site's configured origin.
 */
export function isSameOrigin(headers: Headers, siteUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  return site ? site === 'same-origin' : headers.get('origin') === siteUrl
}
