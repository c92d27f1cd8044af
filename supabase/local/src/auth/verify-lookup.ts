import { AuthError, invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { isSameHash } from './mail-token.ts'
import { hashCode, isExpired } from './one-time-code.ts'
import { findUser, isBanned, type UserRow } from './user-row.ts'

/** The places where a token of each type may be stored, and what finding it there means. */
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

export type Found = Pick<Place, 'column' | 'means'> & { user: UserRow }

function isVerificationType(type: string): type is keyof typeof places {
  return Object.hasOwn(places, type)
}

/** Finds the token of a link. Throws 403 otp_expired for one that is unknown, spent or too old, 403 user_banned. */
export async function findByHash(call: Call, type: string, hash: string): Promise<Found> {
  for (const { column, sentAt, means } of placesOf(type)) {
    const user = await findUser(call.sql, column, hash)
    if (user)
      return checked(call, user, user[sentAt], { column, means }, 'Email link is invalid or has expired')
  }
  throw new AuthError(403, 'otp_expired', 'Email link is invalid or has expired')
}

/** Finds a typed code among the tokens of its address. Throws as findByHash does. */
export async function findByCode(call: Call, type: string, email: string, code: string): Promise<Found> {
  const hash = hashCode(email, code)
  const owner = await ownerOf(call, type, email)
  for (const { column, sentAt, means } of placesOf(type)) {
    if (owner && isSameHash(owner[column], hash)) {
      return checked(call, owner, owner[sentAt], { column, means }, 'Token has expired or is invalid')
    }
  }
  throw new AuthError(403, 'otp_expired', 'Token has expired or is invalid')
}

/** The codes of an email change go to two addresses: the user's present one and the one to be. */
async function ownerOf(call: Call, type: string, email: string): Promise<UserRow | undefined> {
  const changing = type === 'email_change' ? await findUser(call.sql, 'email_change', email) : undefined
  return changing ?? findUser(call.sql, 'email', email)
}

function placesOf(type: string): readonly Place[] {
  if (!isVerificationType(type)) throw invalid('Invalid email verification type')
  return places[type]
}

function checked(
  call: Call,
  user: UserRow,
  sentAt: string | null,
  place: Pick<Place, 'column' | 'means'>,
  refusal: string,
): Found {
  if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned')
  if (isExpired(sentAt, call.settings.email.otp_expiry)) throw new AuthError(403, 'otp_expired', refusal)
  return { ...place, user }
}
