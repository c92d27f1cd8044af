import { stripVTControlCharacters } from 'node:util'

const PLAIN = /^["'`(]?[A-Za-z][a-z]{0,19}(?:['-][a-z]{1,12})?["'`)]?[.,:;!?]?$/
const MAX_WORDS = 40

/**
 * What a library printed, as far as it is plain words. Numbers, addresses, tokens, and whatever else could be somebody's becomes
 * an ellipsis.
 */
export function redactText(text: unknown): string {
  const words = stripVTControlCharacters(String(text)).trim().split(/\s+/).slice(0, MAX_WORDS)
  return words
    .map((word) => (PLAIN.test(word) ? word : '…'))
    .join(' ')
    .replace(/…(?: …)+/g, '…')
}
