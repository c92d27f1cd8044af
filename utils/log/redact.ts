import { stripVTControlCharacters } from 'node:util'

/** Stands in a log line for a value that must not be there. */
export const REDACTED = '[redacted]'

/** A word of letters, an acronym, or a small number: six-digit codes, addresses, tokens and most passwords are neither. */
const PLAIN =
  /^["'`(]{0,2}(?:[A-Za-z][a-z]{0,19}(?:['-][a-z]{1,12})?|[A-Z]{2,4}|\d{1,4}(?:ms|s)?)["'`)]{0,2}[.,:;!?]?$/
/** Libraries quote the input they reject: `"…" is not valid JSON`. V8 also quotes a property: `(reading 'name')`. */
const QUOTED = /(?<!\((?:reading|setting) )(?:"[\s\S]*"|`[\s\S]*`|(?<!\w)'[\s\S]*')/g
const MAX_WORDS = 40

/** Keeps the plain words of a text that a library wrote. Everything that could be someone's becomes an ellipsis. */
export function redactText(text: unknown): string {
  const words = stripVTControlCharacters(String(text))
    .replace(QUOTED, '…')
    .trim()
    .split(/\s+/)
    .slice(0, MAX_WORDS)
  return words
    .map((word) => (PLAIN.test(word) ? word : '…'))
    .join(' ')
    .replace(/…(?: …)+/g, '…')
}

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
