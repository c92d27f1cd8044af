import { randomUUID } from 'node:crypto'
import type { Sql } from './call.ts'
import { findUser, type UserRow } from './user-row.ts'

/**
 * Adds an unconfirmed user with an email identity.
 * @param passwordHash null for someone who was invited.
 * @param data the user's own metadata.
 */
export async function createUser(
  sql: Sql,
  email: string,
  passwordHash: string | null,
  data: object,
): Promise<UserRow> {
  const id = randomUUID()
  const metadata = JSON.stringify({ ...data, sub: id, email, email_verified: false, phone_verified: false })
  const providers = JSON.stringify({ provider: 'email', providers: ['email'] })
  await sql(
    `insert into auth.users (id, aud, role, email, encrypted_password, raw_app_meta_data, raw_user_meta_data,
       created_at, updated_at)
     values ($1, 'authenticated', 'authenticated', $2, $3, $4, $5, clock_timestamp(), clock_timestamp())`,
    [id, email, passwordHash, providers, metadata],
  )
  await sql(
    `insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at)
     values ($1, 'email', $2, $3, $4, clock_timestamp(), clock_timestamp(), clock_timestamp())`,
    [randomUUID(), id, id, metadata],
  )
  const user = await findUser(sql, 'id', id)
  if (!user) throw new Error('The new user is missing')
  return user
}

/** Marks the address as confirmed, on the user and on the email identity, and spends the confirmation code. */
export async function confirmUser(sql: Sql, user: UserRow): Promise<UserRow> {
  await sql(
    `update auth.identities set identity_data = identity_data || '{"email_verified": true}', updated_at = clock_timestamp()
     where user_id = $1 and provider = 'email'`,
    [user.id],
  )
  const [confirmed] = await sql<UserRow>(
    `update auth.users set confirmation_token = null, email_confirmed_at = clock_timestamp(),
       raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}', updated_at = clock_timestamp()
     where id = $1 returning *`,
    [user.id],
  )
  return confirmed ?? user
}
