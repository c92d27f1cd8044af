const WORD = /^(?:v\d|[a-z][a-z_-]{0,23}(?:\.json)?)$/
const MAX_SEGMENTS = 8

/** Redacts a path: words stay, and any other segment (an id, a token, made-up text) becomes a star. The query is dropped. */
export function redactPath(path: unknown): string {
  if (typeof path !== 'string') return '/*'
  const [pathname = ''] = path.split(/[?#]/)
  const segments = pathname.split('/').slice(1)
  const shown = segments
    .slice(0, MAX_SEGMENTS)
    .map((segment) => (segment === '' || WORD.test(segment) ? segment : '*'))
  return `/${shown.join('/')}${segments.length > MAX_SEGMENTS ? '/…' : ''}`
}
