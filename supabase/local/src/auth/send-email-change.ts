import { createToken, sendTokenEmail } from './email-token.ts'
import { checkFrequency } from './one-time-code.ts'
import type { RequestContext } from './request-context.ts'
import { type UserRow, updateUser } from './user-row.ts'

/**
 * Emails the new address to confirm a change, and with `double_confirm_changes` the current one as well, each with its
 * code.
 * @returns the user afterwards. Throws 429 within `max_frequency` of the last such emails.
 */
export async function sendEmailChange(
  context: RequestContext,
  user: UserRow,
  newEmail: string,
  pkce: boolean,
): Promise<UserRow> {
  const { double_confirm_changes, max_frequency } = context.settings.email
  checkFrequency(user.email_change_sent_at, max_frequency)
  const forNew = createToken(context, newEmail, pkce)
  const forCurrent = double_confirm_changes && user.email ? createToken(context, user.email, pkce) : undefined
  const updated = await updateUser(context.sql, user.id, {
    email_change: newEmail,
    email_change_token_new: forNew.hash,
    email_change_token_current: forCurrent?.hash ?? user.email_change_token_current,
    email_change_confirm_status: 0,
    email_change_sent_at: new Date().toISOString(),
  })
  const email = { kind: 'email_change', type: 'email_change' } as const
  await sendTokenEmail(context, updated, { ...email, ...forNew, to: newEmail })
  if (forCurrent && user.email)
    await sendTokenEmail(context, updated, { ...email, ...forCurrent, to: user.email })
  return updated
}
