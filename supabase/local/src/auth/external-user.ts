import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { confirmUser, insertUser } from './create-user.ts'
import { findEmailOwner } from './email-owner.ts'
import { addIdentity, findIdentity, removeOtherIdentities, updateProviders } from './identities.ts'
import type { Profile } from './identity-provider.ts'
import { mailToken } from './mail-token.ts'
import { findUser, isBanned, type UserRow, updateUser } from './user-row.ts'

/**
 * Finds or makes the user of an identity provider's account, as the real server decides it: an identity that is known leads
 * to its user; a verified address leads to the user who has it, and the identity is linked; anything else is a new user.
 * https://supabase.com/docs/guides/auth/auth-identity-linking
 * @returns the user to sign in; or 422 provider_email_needs_verification while the address is unverified: what was written
 * stays, and a mail asks for the confirmation, unless the address is somebody else's. Throws 422 signup_disabled, 403
 * user_banned, 429 over_email_send_rate_limit.
 */
export async function externalUser(
  call: Call,
  provider: string,
  profile: Profile,
): Promise<UserRow | AuthError> {
  const user =
    (await knownUser(call, provider, profile)) ??
    (await linkedUser(call, provider, profile)) ??
    (await newUser(call, provider, profile))
  if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned')
  if (user.confirmed_at) {
    await audit(call, user, 'login', { provider })
    return user
  }
  // Whoever signed up with this address never showed that it is theirs: their password must not open the account.
  await removeOtherIdentities(call.sql, user.id, provider)
  const cleaned = await updateProviders(
    call.sql,
    await updateUser(call.sql, user.id, { encrypted_password: null, raw_user_meta_data: profile.data }),
  )
  if (profile.emails[0]?.verified) {
    await audit(call, cleaned, 'user_signedup', { provider })
    return confirmUser(call.sql, cleaned)
  }
  return askToVerify(call, cleaned, provider)
}

async function knownUser(call: Call, provider: string, profile: Profile): Promise<UserRow | undefined> {
  const identity = await findIdentity(call.sql, provider, profile)
  const user = identity && (await findUser(call.sql, 'id', identity.user_id))
  if (!user) return undefined
  await call.sql(
    `update auth.identities set identity_data = $3, last_sign_in_at = clock_timestamp(), updated_at = clock_timestamp()
     where provider = $1 and provider_id = $2`,
    [provider, profile.id, JSON.stringify(profile.data)],
  )
  return withProfile(call, user, profile)
}

async function linkedUser(call: Call, provider: string, profile: Profile): Promise<UserRow | undefined> {
  let owner: UserRow | undefined
  for (const { email, verified } of profile.emails)
    if (verified) owner ??= await findEmailOwner(call.sql, email.toLowerCase())
  if (!owner) return undefined
  const traits = await addIdentity(call.sql, owner.id, provider, profile)
  const linked = await withProfile(call, owner, profile)
  await audit(call, linked, 'identity_linked', traits)
  return linked
}

async function newUser(call: Call, provider: string, profile: Profile): Promise<UserRow> {
  if (!call.settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  const primary = profile.emails[0]?.email.toLowerCase() ?? ''
  // An address that nobody has verified may belong to somebody else: the account beside theirs stays without one.
  const isTaken =
    !profile.emails.some(({ verified }) => verified) &&
    (await findEmailOwner(call.sql, primary)) !== undefined
  const user = await insertUser(call.sql, {
    email: isTaken ? null : primary,
    passwordHash: '',
    userMetadata: profile.data,
    appMetadata: { provider, providers: [provider] },
  })
  await addIdentity(call.sql, user.id, provider, profile)
  return user
}

async function withProfile(call: Call, user: UserRow, { data }: Profile): Promise<UserRow> {
  const raw_user_meta_data = { ...user.raw_user_meta_data, ...data }
  return updateProviders(call.sql, await updateUser(call.sql, user.id, { raw_user_meta_data }))
}

async function askToVerify(call: Call, user: UserRow, provider: string): Promise<AuthError> {
  if (user.email) await mailToken(call, user, 'confirmation')
  const next = user.email
    ? `A confirmation email has been sent to your ${provider} email`
    : `Verify the email with ${provider} in order to sign in`
  return new AuthError(422, 'provider_email_needs_verification', `Unverified email with ${provider}. ${next}`)
}
