import { invalid } from './auth-error.ts'

/** An address in the form it is stored: lower case. Throws 400 validation_failed when it is none. */
export function parseEmailAddress(text: string): string {
  if (text === '') throw invalid('An email address is required')
  if (text.length > 255) throw invalid('An email address is too long')
  if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/.test(text))
    throw invalid('Unable to validate email address: invalid format')
  return text.toLowerCase()
}
