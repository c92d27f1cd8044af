import type { EmailKind } from '../email/mailer.ts'
import { checkFrequency, hashCode, newCode } from './one-time-code.ts'
import { getRedirectTarget } from './redirect-target.ts'
import type { RequestContext } from './request-context.ts'
import { type UserRow, updateUser } from './user-row.ts'

/** The emails that carry one code to the user's own address, and the column family that keeps its hash. */
const columns = {
  confirmation: { token: 'confirmation_token', sentAt: 'confirmation_sent_at', type: 'signup' },
  invite: { token: 'confirmation_token', sentAt: 'confirmation_sent_at', type: 'invite' },
  recovery: { token: 'recovery_token', sentAt: 'recovery_sent_at', type: 'recovery' },
  magic_link: { token: 'recovery_token', sentAt: 'recovery_sent_at', type: 'magiclink' },
  reauthentication: {
    token: 'reauthentication_token',
    sentAt: 'reauthentication_sent_at',
    type: 'reauthentication',
  },
} as const

/** A hash that belongs to a PKCE flow says so, because its link then yields a code instead of tokens. */
const pkcePrefix = 'pkce_'

/**
 * Makes a one-time code, stores its hash and emails both to the user.
 * @param pkce whether the client sent a code challenge.
 * @returns the user afterwards. Throws 429 over_email_send_rate_limit within `max_frequency` of the last such
 * email, an invitation excepted.
 */
export async function sendUserToken(
  context: RequestContext,
  user: UserRow,
  kind: keyof typeof columns,
  pkce = false,
): Promise<UserRow> {
  const { token, sentAt, type } = columns[kind]
  if (kind !== 'invite') checkFrequency(user[sentAt], context.settings.email.max_frequency)
  const email = user.email ?? ''
  const { code, hash } = createToken(context, email, pkce)
  const updated = await updateUser(context.sql, user.id, {
    [token]: hash,
    [sentAt]: new Date().toISOString(),
  })
  await sendTokenEmail(context, user, { kind, type, to: email, code, hash })
  return updated
}

/** A fresh code for an address, and the hash that the link carries. */
export function createToken(
  { settings }: RequestContext,
  email: string,
  pkce: boolean,
  code = newCode(settings.email.otp_length),
): { code: string; hash: string } {
  return { code, hash: (pkce ? pkcePrefix : '') + hashCode(email, code) }
}

interface TokenEmail {
  kind: EmailKind
  /** The `type` that verification wants with this token. */
  type: string
  to: string
  code: string
  hash: string
}

/** Sends an email with a code and its link. */
export async function sendTokenEmail(
  context: RequestContext,
  user: UserRow,
  { kind, type, to, code, hash }: TokenEmail,
): Promise<void> {
  const redirectTo = getRedirectTarget(context)
  const link = new URLSearchParams({ token: hash, type, redirect_to: redirectTo })
  await context.mailer(kind, to, {
    ConfirmationURL: `${context.issuer}/verify?${link}`,
    Token: code,
    TokenHash: hash,
    Email: user.email ?? '',
    NewEmail: user.email_change ?? '',
    RedirectTo: redirectTo,
    Data: user.raw_user_meta_data ?? {},
  })
}

/** Whether a stored hash, with or without the PKCE mark, is this one. */
export function isSameHash(stored: string | null, hash: string): boolean {
  return stored !== '' && (stored === hash || stored === pkcePrefix + hash)
}

/** Whether the link's hash came out of a PKCE flow. */
export function isPkceHash(hash: string): boolean {
  return hash.startsWith(pkcePrefix)
}
