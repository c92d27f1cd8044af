import { randomUUID } from 'node:crypto'
import { audit } from './audit.ts'
import type { Call, Sql } from './call.ts'
import { type UserRow, updateUser } from './user-row.ts'
import type { Found } from './verify-lookup.ts'

/**
 * Takes one confirmation of an email change.
 * @returns the user with the new address, or undefined while the other address still has to confirm.
 */
export async function changeEmail(call: Call, { user, column }: Found): Promise<UserRow | undefined> {
  const first = user.email_change_confirm_status === 0
  if (call.settings.email.double_confirm_changes && first && user.email) {
    await updateUser(call.sql, user.id, { email_change_confirm_status: 1, [column]: null })
    return undefined
  }
  await audit(call, user, 'user_modified')
  const email = user.email_change ?? ''
  await moveEmailIdentity(call.sql, user, email)
  if (user.email) await call.mailer('email_changed', user.email, { Email: email, OldEmail: user.email })
  return updateUser(call.sql, user.id, {
    email,
    email_change: null,
    email_change_token_current: null,
    email_change_token_new: null,
    email_change_confirm_status: 0,
    email_confirmed_at: user.email_confirmed_at ?? new Date().toISOString(),
    raw_user_meta_data: { ...user.raw_user_meta_data, email, email_verified: true },
  })
}

async function moveEmailIdentity(sql: Sql, user: UserRow, email: string): Promise<void> {
  const data = JSON.stringify({ sub: user.id, email, email_verified: true, phone_verified: false })
  await sql(
    `insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at)
     values ($1, 'email', $2, $3, $4, clock_timestamp(), clock_timestamp(), clock_timestamp())
     on conflict (provider, provider_id) do update set
       identity_data = auth.identities.identity_data || excluded.identity_data, updated_at = clock_timestamp()`,
    [randomUUID(), user.id, user.id, data],
  )
}
