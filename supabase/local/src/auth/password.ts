import { AuthError, invalid } from './auth-error.ts'
import type { RequestContext, Sql } from './request-context.ts'
import type { UserRow } from './user-row.ts'

const lower = 'abcdefghijklmnopqrstuvwxyz'
const upper = lower.toUpperCase()
const digits = '0123456789'
const symbols = '!@#$%^&*()_+-=[]{};\'\\:"|<>?,./`~'

const required = {
  '': [],
  letters_digits: [lower + upper, digits],
  lower_upper_letters_digits: [lower, upper, digits],
  lower_upper_letters_digits_symbols: [lower, upper, digits, symbols],
}

/** Throws 422 weak_password with the reasons, or 400 validation_failed over 72 bytes, if the password is not accepted. */
export function checkPassword({ settings }: RequestContext, password: string): void {
  if (Buffer.byteLength(password) > 72) throw invalid('Password cannot be longer than 72 characters')
  const messages: string[] = []
  const reasons: string[] = []
  if (password.length < settings.minimum_password_length) {
    reasons.push('length')
    messages.push(`Password should be at least ${settings.minimum_password_length} characters.`)
  }
  const classes = required[settings.password_requirements]
  if (!classes.every((characters) => [...password].some((character) => characters.includes(character)))) {
    reasons.push('characters')
    messages.push(`Password should contain at least one character of each: ${classes.join(', ')}.`)
  }
  if (reasons.length > 0)
    throw new AuthError(422, 'weak_password', messages.join(' '), { weak_password: { reasons } })
}

/** The bcrypt hash for the users table. */
export async function hashPassword(sql: Sql, password: string): Promise<string> {
  const [row] = await sql<{ hash: string }>(
    `select extensions.crypt($1, extensions.gen_salt('bf', 10)) as hash`,
    [password],
  )
  if (!row) throw new Error('No hash')
  return row.hash
}

/** Whether this is the user's password. False for a user without one. */
export async function verifyPassword(sql: Sql, user: UserRow, password: string): Promise<boolean> {
  if (!user.encrypted_password) return false
  const [row] = await sql<{ same: boolean }>('select extensions.crypt($1, $2) = $2 as same', [
    password,
    user.encrypted_password,
  ])
  return row?.same ?? false
}
