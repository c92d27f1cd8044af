/**
 * True if a browser or a framework prefetches a page. Such a request must not change anything.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Purpose; the other headers are its predecessors.
 */
export function isPrefetch(headers: Headers): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '')
  return (
    headers.has('next-router-prefetch') ||
    purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))
  )
}
