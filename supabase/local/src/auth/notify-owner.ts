import type { FactorRow } from './factor-row.ts'
import type { RequestContext } from './request-context.ts'
import type { UserRow } from './user-row.ts'

/** Emails a user that a factor was added or removed, if the notification is enabled and the user has an address. */
export async function notifyOwner(
  { mailer }: RequestContext,
  { email }: UserRow,
  notification: 'mfa_factor_enrolled' | 'mfa_factor_unenrolled',
  FactorType: FactorRow['factor_type'],
): Promise<void> {
  if (email) await mailer(notification, email, { Email: email, FactorType })
}
