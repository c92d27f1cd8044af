/**
 * True when a browser or a framework fetches a page no one has asked to see yet. Such a request must change nothing.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Purpose; the other names are its forerunners.
 */
export function isPrefetch(headers: Headers): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '')
  return (
    headers.has('next-router-prefetch') ||
    purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))
  )
}
