import { randomUUID } from 'node:crypto'
import type { Profile } from './identity-provider.ts'
import type { Sql } from './request-context.ts'
import { type IdentityRow, type UserRow, updateUser } from './user-row.ts'

/** The identities of a user, oldest first. */
export async function listIdentities(sql: Sql, userId: string): Promise<IdentityRow[]> {
  return sql<IdentityRow>('select * from auth.identities where user_id = $1 order by created_at', [userId])
}

/** The identity of a provider's account, or undefined. */
export async function findIdentity(
  sql: Sql,
  provider: string,
  { id }: Profile,
): Promise<IdentityRow | undefined> {
  const [identity] = await sql<IdentityRow>(
    'select * from auth.identities where provider = $1 and provider_id = $2',
    [provider, id],
  )
  return identity
}

/**
 * Adds a provider's account to a user as another identity.
 * @returns the details for the audit log.
 */
export async function addIdentity(
  sql: Sql,
  userId: string,
  provider: string,
  { id, data }: Profile,
): Promise<Record<string, unknown>> {
  const identity_id = randomUUID()
  await sql(
    `insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp(), clock_timestamp())`,
    [identity_id, provider, id, userId, JSON.stringify(data)],
  )
  return { identity_id, provider, provider_id: id }
}

/** Removes a user's identities except those of one provider. */
export async function removeOtherIdentities(sql: Sql, userId: string, provider: string): Promise<void> {
  await sql('delete from auth.identities where user_id = $1 and provider <> $2', [userId, provider])
}

/** The part of app_metadata that describes a user's current identities. */
export async function listProviders(sql: Sql, userId: string) {
  const identities = await listIdentities(sql, userId)
  const providers = [...new Set(identities.map(({ provider }) => provider))]
  return { provider: providers[0], providers }
}

/** Updates app_metadata to the current identities. */
export async function updateProviders(sql: Sql, user: UserRow): Promise<UserRow> {
  return updateUser(sql, user.id, {
    raw_app_meta_data: { ...user.raw_app_meta_data, ...(await listProviders(sql, user.id)) },
  })
}
