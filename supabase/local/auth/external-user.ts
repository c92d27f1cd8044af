import { randomUUID } from 'node:crypto'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { confirmUser } from './create-user.ts'
import { addIdentity, findIdentity, providersOf } from './identities.ts'
import type { Profile } from './identity-provider.ts'
import { askToConfirm } from './sign-up.ts'
import { findUser, isBanned, type UserRow, updateUser } from './user-row.ts'

/**
 * Finds or makes the user of an identity provider's account, as the real server decides it: an identity that is known leads
 * to its user; a verified address leads to the user who has it, and the identity is linked; anything else is a new user.
 * https://supabase.com/docs/guides/auth/auth-identity-linking
 * @returns the user to sign in, or undefined while the address is unverified; a new one has been mailed then.
 * Throws 422 signup_disabled, 403 user_banned.
 */
export async function externalUser(
  call: Call,
  provider: string,
  profile: Profile,
): Promise<UserRow | undefined> {
  const identity = await findIdentity(call.sql, provider, profile)
  const known = identity && (await findUser(call.sql, 'id', identity.user_id))
  if (known) return signIn(call, known, provider, profile)

  const verified = profile.emails.find(({ verified }) => verified)?.email.toLowerCase()
  const primary = profile.emails[0]?.email.toLowerCase() ?? ''
  const owner = verified ? await findUser(call.sql, 'email', verified) : undefined
  if (owner) {
    if (!owner.confirmed_at) await closeUnconfirmedDoor(call, owner)
    await addIdentity(call.sql, owner.id, provider, profile)
    const linked = await signIn(call, owner, provider, profile)
    return linked.confirmed_at ? linked : confirmUser(call.sql, linked)
  }
  if (!call.settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  // An address that nobody has verified may belong to somebody else: no second account beside theirs.
  if (!verified && (await findUser(call.sql, 'email', primary))) return undefined
  const created = await createExternalUser(call, verified ?? primary, provider, profile)
  if (verified) return signIn(call, await confirmUser(call.sql, created), provider, profile)
  await askToConfirm(call, created)
  return undefined
}

async function signIn(call: Call, user: UserRow, provider: string, { id, data }: Profile): Promise<UserRow> {
  if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned')
  await call.sql(
    `update auth.identities set identity_data = $3, last_sign_in_at = clock_timestamp(), updated_at = clock_timestamp()
     where provider = $1 and provider_id = $2`,
    [provider, id, JSON.stringify(data)],
  )
  await audit(call, user, user.confirmed_at ? 'login' : 'user_signedup')
  return updateUser(call.sql, user.id, {
    raw_app_meta_data: { ...user.raw_app_meta_data, ...(await providersOf(call.sql, user.id)) },
    raw_user_meta_data: { ...user.raw_user_meta_data, ...data },
  })
}

/** Whoever signed up with this address never showed that it is theirs: their password must not open the account. */
async function closeUnconfirmedDoor(call: Call, user: UserRow): Promise<void> {
  await call.sql('delete from auth.identities where user_id = $1', [user.id])
  await updateUser(call.sql, user.id, { encrypted_password: null, raw_user_meta_data: {} })
}

async function createExternalUser(
  call: Call,
  email: string,
  provider: string,
  profile: Profile,
): Promise<UserRow> {
  const id = randomUUID()
  await call.sql(
    `insert into auth.users (id, aud, role, email, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
     values ($1, 'authenticated', 'authenticated', $2, $3, $4, clock_timestamp(), clock_timestamp())`,
    [id, email, JSON.stringify({ provider, providers: [provider] }), JSON.stringify(profile.data)],
  )
  await addIdentity(call.sql, id, provider, profile)
  const user = await findUser(call.sql, 'id', id)
  if (!user) throw new Error('The new user is missing')
  return user
}
