import type { MailKind } from '../email/mailer.ts'
import type { Call } from './call.ts'
import { checkFrequency, hashCode, newCode } from './one-time-code.ts'
import { redirectTarget } from './redirect.ts'
import { type UserRow, updateUser } from './user-row.ts'

/** The mails that carry one code to the user's own address, and the column family that keeps its hash. */
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
 * Makes a one-time code, stores its hash and mails both to the user.
 * @param pkce whether the client sent a code challenge.
 * @returns the user afterwards. Throws 429 over_email_send_rate_limit within `max_frequency` of the last such
 * mail, an invitation excepted.
 */
export async function mailToken(
  call: Call,
  user: UserRow,
  kind: keyof typeof columns,
  pkce = false,
): Promise<UserRow> {
  const { token, sentAt, type } = columns[kind]
  if (kind !== 'invite') checkFrequency(user[sentAt], call.settings.email.max_frequency)
  const email = user.email ?? ''
  const { code, hash } = makeToken(call, email, pkce)
  const updated = await updateUser(call.sql, user.id, { [token]: hash, [sentAt]: new Date().toISOString() })
  await sendToken(call, user, { kind, type, to: email, code, hash })
  return updated
}

/** A fresh code for an address, and the hash that the link carries. */
export function makeToken(
  { settings }: Call,
  email: string,
  pkce: boolean,
  code = newCode(settings.email.otp_length),
): { code: string; hash: string } {
  return { code, hash: (pkce ? pkcePrefix : '') + hashCode(email, code) }
}

interface TokenMail {
  kind: MailKind
  /** The `type` that verification wants with this token. */
  type: string
  to: string
  code: string
  hash: string
}

/** Sends a mail with a code and its link. */
export async function sendToken(
  call: Call,
  user: UserRow,
  { kind, type, to, code, hash }: TokenMail,
): Promise<void> {
  const redirectTo = redirectTarget(call)
  const link = new URLSearchParams({ token: hash, type, redirect_to: redirectTo })
  await call.mailer(kind, to, {
    ConfirmationURL: `${call.issuer}/verify?${link}`,
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
