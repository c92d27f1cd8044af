const WORD = /^(?:v\d|[a-z][a-z_-]{0,23}(?:\.json)?)$/
const MAX_PARTS = 8

/**
 * A path as it may be written down: the words stay, and anything else that stands in one (an id, a token, what a visitor made up)
 * becomes a star. A query is dropped.
 */
export function redactPath(path: unknown): string {
  if (typeof path !== 'string') return '/*'
  const [pathname = ''] = path.split(/[?#]/)
  const parts = pathname.split('/').slice(1)
  const shown = parts.slice(0, MAX_PARTS).map((part) => (part === '' || WORD.test(part) ? part : '*'))
  return `/${shown.join('/')}${parts.length > MAX_PARTS ? '/…' : ''}`
}
