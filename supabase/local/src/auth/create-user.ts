import { randomUUID } from 'node:crypto'
import type { Sql } from './request-context.ts'
import { findUser, type UserRow, updateUser } from './user-row.ts'

interface NewUser {
  id?: string
  /** null for an anonymous user, or if a provider's unverified address belongs to another user. */
  email: string | null
  /** Empty for users who are anonymous, were invited, or come from a provider. */
  passwordHash: string
  role?: string
  userMetadata: Record<string, unknown>
  appMetadata: Record<string, unknown>
  isAnonymous?: boolean
  /** Users of single sign-on may share an address with each other, and with one other user. */
  isSso?: boolean
}

/** Adds an unconfirmed user without any identity. */
export async function insertUser(sql: Sql, user: NewUser): Promise<UserRow> {
  const {
    id = randomUUID(),
    email,
    passwordHash,
    role = 'authenticated',
    isAnonymous = false,
    isSso = false,
  } = user
  await sql(
    `insert into auth.users (id, aud, role, email, encrypted_password, raw_app_meta_data, raw_user_meta_data,
       confirmation_token, recovery_token, email_change, email_change_token_new, email_change_token_current,
       reauthentication_token, is_anonymous, is_sso_user, created_at, updated_at)
     values ($1, 'authenticated', $2, $3, $4, $5, $6, '', '', '', '', '', '', $7, $8, clock_timestamp(), clock_timestamp())`,
    [
      ...[id, role, email, passwordHash],
      ...[JSON.stringify(user.appMetadata), JSON.stringify(user.userMetadata), isAnonymous, isSso],
    ],
  )
  const inserted = await findUser(sql, 'id', id)
  if (!inserted) throw new Error('The new user is missing')
  return inserted
}

/** Adds an unconfirmed user with an email identity, who signed up. `data`, the user's metadata, goes into both. */
export async function createUser(
  sql: Sql,
  id: string,
  email: string,
  passwordHash: string,
  data: Record<string, unknown>,
): Promise<UserRow> {
  const claims = { ...data, ...emailClaims(id, email) }
  const user = await insertUser(sql, { id, email, passwordHash, userMetadata: claims, appMetadata: byEmail })
  await addEmailIdentity(sql, id, claims)
  return user
}

/** Adds an unconfirmed user with an email identity, made by an admin: `userMetadata` stays as it is given. */
export async function createUserForAdmin(
  sql: Sql,
  user: Omit<NewUser, 'appMetadata'> & { email: string; appMetadata?: Record<string, unknown> | undefined },
): Promise<UserRow> {
  const created = await insertUser(sql, { ...user, appMetadata: { ...byEmail, ...user.appMetadata } })
  await addEmailIdentity(sql, created.id, emailClaims(created.id, user.email))
  return created
}

const byEmail = { provider: 'email', providers: ['email'] }

/** What an email identity says of its address. */
export function emailClaims(sub: string, email: string, verified = false): Record<string, unknown> {
  return { sub, email, email_verified: verified, phone_verified: false }
}

/** Gives a user an identity by email. */
export async function addEmailIdentity(sql: Sql, userId: string, claims: object): Promise<void> {
  await sql(
    `insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at, created_at, updated_at)
     values ($1, 'email', $2, $3, $4, clock_timestamp(), clock_timestamp(), clock_timestamp())`,
    [randomUUID(), userId, userId, JSON.stringify(claims)],
  )
}

/** Marks the address of a user as confirmed, and consumes the confirmation code. */
export async function confirmUser(sql: Sql, user: UserRow): Promise<UserRow> {
  return updateUser(sql, user.id, {
    confirmation_token: '',
    email_confirmed_at: new Date().toISOString(),
    raw_user_meta_data: { ...user.raw_user_meta_data, email_verified: true },
  })
}
