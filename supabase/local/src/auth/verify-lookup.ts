import { AuthError, invalid } from './auth-error.ts'
import { isSameHash } from './email-token.ts'
import { hashCode, isExpired } from './one-time-code.ts'
import type { RequestContext } from './request-context.ts'
import { findUser, isBanned, type UserRow } from './user-row.ts'

/** Where a token of each type may be stored, and what it means there. */
const places = {
  signup: [{ column: 'confirmation_token', sentAt: 'confirmation_sent_at', means: 'signup' }],
  invite: [{ column: 'confirmation_token', sentAt: 'confirmation_sent_at', means: 'signup' }],
  recovery: [{ column: 'recovery_token', sentAt: 'recovery_sent_at', means: 'recovery' }],
  magiclink: [{ column: 'recovery_token', sentAt: 'recovery_sent_at', means: 'recovery' }],
  email: [
    { column: 'confirmation_token', sentAt: 'confirmation_sent_at', means: 'signup' },
    { column: 'recovery_token', sentAt: 'recovery_sent_at', means: 'recovery' },
  ],
  email_change: [
    { column: 'email_change_token_current', sentAt: 'email_change_sent_at', means: 'email_change' },
    { column: 'email_change_token_new', sentAt: 'email_change_sent_at', means: 'email_change' },
  ],
} as const

type Place = (typeof places)[keyof typeof places][number]

export type TokenMatch = Pick<Place, 'column' | 'means'> & { user: UserRow }

function isVerificationType(type: string): type is keyof typeof places {
  return Object.hasOwn(places, type)
}

/** Finds the token of a link. Throws 403 otp_expired for one that is unknown, used or expired, 403 user_banned. */
export async function findByHash(context: RequestContext, type: string, hash: string): Promise<TokenMatch> {
  for (const { column, sentAt, means } of placesOf(type)) {
    const user = await findUser(context.sql, column, hash)
    if (user)
      return checked(context, user, user[sentAt], { column, means }, 'Email link is invalid or has expired')
  }
  throw new AuthError(403, 'otp_expired', 'Email link is invalid or has expired')
}

/** Finds a typed code among the tokens of its address. Throws as findByHash does. */
export async function findByCode(
  context: RequestContext,
  type: string,
  email: string,
  code: string,
): Promise<TokenMatch> {
  const hash = hashCode(email, code)
  const owner = await ownerOf(context, type, email)
  for (const { column, sentAt, means } of placesOf(type)) {
    if (owner && isSameHash(owner[column], hash)) {
      return checked(context, owner, owner[sentAt], { column, means }, 'Token has expired or is invalid')
    }
  }
  throw new AuthError(403, 'otp_expired', 'Token has expired or is invalid')
}

/** The codes of an email change go to two addresses: the current one and the new one. */
async function ownerOf(context: RequestContext, type: string, email: string): Promise<UserRow | undefined> {
  const changing = type === 'email_change' ? await findUser(context.sql, 'email_change', email) : undefined
  return changing ?? findUser(context.sql, 'email', email)
}

function placesOf(type: string): readonly Place[] {
  if (!isVerificationType(type)) throw invalid('Invalid email verification type')
  return places[type]
}

function checked(
  context: RequestContext,
  user: UserRow,
  sentAt: string | null,
  place: Pick<Place, 'column' | 'means'>,
  message: string,
): TokenMatch {
  if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned')
  if (isExpired(sentAt, context.settings.email.otp_expiry)) throw new AuthError(403, 'otp_expired', message)
  return { ...place, user }
}
