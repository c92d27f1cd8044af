/** What Next or a library would believe, although anyone can send it. */
const BELIEVED = new Set([
  'content-security-policy',
  'content-security-policy-report-only',
  'forwarded',
  'next-resume',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-scheme',
  'x-forwarded-server',
  'x-forwarded-uri',
  'x-host',
  'x-http-method-override',
  'x-matched-path',
  'x-method-override',
  'x-nextjs-data',
  'x-nonce',
  'x-original-host',
  'x-original-url',
  'x-rewrite-url',
])

const BELIEVED_BEGINNINGS = ['x-invoke-', 'x-middleware-', 'x-now-route-', 'x-next-']

/**
 * A request's headers without those that would be taken at their word. The forwarded host becomes the site's own. Next refuses
 * an action whose Origin is another than that; so where the request's Origin has passed our own check (see same-origin.ts),
 * the host is the Origin's, and stays right at every address that the site has.
 *
 * @param siteUrl this site's configured origin.
 */
export function trustedHeaders(sent: Headers, siteUrl: string): Headers {
  const headers = new Headers(sent)
  for (const name of sent.keys()) {
    if (BELIEVED.has(name) || BELIEVED_BEGINNINGS.some((start) => name.startsWith(start)))
      headers.delete(name)
  }
  const verified = sent.get('sec-fetch-site') === 'same-origin' ? URL.parse(sent.get('origin') ?? '') : null
  headers.set('x-forwarded-host', (verified ?? new URL(siteUrl)).host)
  return headers
}
