/** Headers that Next.js or a library would trust, although any client can send them. */
const SPOOFABLE = new Set([
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

const SPOOFABLE_PREFIXES = ['x-invoke-', 'x-middleware-', 'x-now-route-', 'x-next-']

/**
 * Removes untrusted headers from a request. The forwarded host becomes that of the site. Next.js rejects a Server Action whose
 * Origin differs from it, so if the Origin has passed same-origin.ts, its host is used: this works at every URL of the site.
 *
 * @param siteUrl this site's configured origin.
 */
export function trustedHeaders(sent: Headers, siteUrl: string): Headers {
  const headers = new Headers(sent)
  for (const name of sent.keys()) {
    if (SPOOFABLE.has(name) || SPOOFABLE_PREFIXES.some((prefix) => name.startsWith(prefix)))
      headers.delete(name)
  }
  const verified = sent.get('sec-fetch-site') === 'same-origin' ? URL.parse(sent.get('origin') ?? '') : null
  headers.set('x-forwarded-host', (verified ?? new URL(siteUrl)).host)
  return headers
}
