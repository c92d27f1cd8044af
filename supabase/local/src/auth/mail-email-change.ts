import type { Call } from './call.ts'
import { makeToken, sendToken } from './mail-token.ts'
import { checkFrequency } from './one-time-code.ts'
import { type UserRow, updateUser } from './user-row.ts'

/**
 * Asks the new address to confirm a change, and with `double_confirm_changes` the current one as well, each with a code
 * of its own.
 * @returns the user afterwards. Throws 429 within `max_frequency` of the last such mails.
 */
export async function mailEmailChange(
  call: Call,
  user: UserRow,
  newEmail: string,
  pkce: boolean,
): Promise<UserRow> {
  const { double_confirm_changes, max_frequency } = call.settings.email
  checkFrequency(user.email_change_sent_at, max_frequency)
  const forNew = makeToken(call, newEmail, pkce)
  const forCurrent = double_confirm_changes && user.email ? makeToken(call, user.email, pkce) : undefined
  const updated = await updateUser(call.sql, user.id, {
    email_change: newEmail,
    email_change_token_new: forNew.hash,
    email_change_token_current: forCurrent?.hash ?? user.email_change_token_current,
    email_change_confirm_status: 0,
    email_change_sent_at: new Date().toISOString(),
  })
  const mail = { kind: 'email_change', type: 'email_change' } as const
  await sendToken(call, updated, { ...mail, ...forNew, to: newEmail })
  if (forCurrent && user.email) await sendToken(call, updated, { ...mail, ...forCurrent, to: user.email })
  return updated
}
