import { z } from 'zod'

/** RFC 5321, 4.5.3.1.3 leaves an address 254 characters. */
const MAX_EMAIL_CHARACTERS = 254

/** Unicode direction controls and zero-width characters, which can rearrange the text next to them. */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

export const emailField = z
  .string({ error: 'Enter your email address.' })
  .trim()
  .min(1, 'Enter your email address.')
  .max(MAX_EMAIL_CHARACTERS, 'This email address is too long.')
  .pipe(z.email('Enter a valid email address, such as name@example.com.'))

/** Six digits; spaces between them do not count. */
export const codeField = (source: 'the email' | 'your authenticator app') =>
  z
    .string({ error: `Enter the code from ${source}.` })
    .transform((text) => text.replace(/\s/g, ''))
    .pipe(z.string().regex(/^\d{6}$/, `Enter the 6-digit code from ${source}.`))

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/

/** A time from `<input type="datetime-local">`, in UTC; empty means no expiry. */
export const expiryField = z
  .string()
  .default('')
  .refine((text) => text === '' || LOCAL_TIME.test(text), 'Enter a date and time, or leave this field empty.')
  .transform((text) => (text === '' ? undefined : `${text}Z`))
  .refine((time) => !time || Date.parse(time) > Date.now(), 'Choose a time in the future.')

/** Whether PostgreSQL can store a text: no half of a surrogate pair, no NUL. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** Whether a text is one line without control or invisible characters. */
export function isPlainLine(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text) && !INVISIBLE.test(text)
}
