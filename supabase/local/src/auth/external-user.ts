import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { runBeforeUserCreated } from './before-user-created.ts'
import { confirmUser, insertUser } from './create-user.ts'
import { sendUserToken } from './email-token.ts'
import { findEmailOwner } from './find-email-owner.ts'
import { addIdentity, findIdentity, removeOtherIdentities, updateProviders } from './identities.ts'
import type { Profile } from './identity-provider.ts'
import type { RequestContext } from './request-context.ts'
import { findUser, isBanned, type UserRow, updateUser } from './user-row.ts'

/**
 * Finds or creates the user of an identity provider's account as the real server does: a known identity belongs to its user; a
 * verified address belongs to the user who has it, and the identity is linked; anything else is a new user.
 * https://supabase.com/docs/guides/auth/auth-identity-linking
 * @returns the user to sign in; or 422 provider_email_needs_verification while the address is unverified: the changes
 * are kept, and an email asks for the confirmation, unless the address belongs to another user. Throws 422 signup_disabled, the
 * error of the hook, 403 user_banned, 429 over_email_send_rate_limit.
 */
export async function resolveExternalUser(
  context: RequestContext,
  provider: string,
  profile: Profile,
): Promise<UserRow | AuthError> {
  const user =
    (await knownUser(context, provider, profile)) ??
    (await linkedUser(context, provider, profile)) ??
    (await newUser(context, provider, profile))
  if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned')
  if (user.confirmed_at) {
    await audit(context, user, 'login', { provider })
    return user
  }
  // The earlier sign-up never confirmed this address, so its password must not work for the account.
  await removeOtherIdentities(context.sql, user.id, provider)
  const cleaned = await updateProviders(
    context.sql,
    await updateUser(context.sql, user.id, { encrypted_password: null, raw_user_meta_data: profile.data }),
  )
  if (profile.emails[0]?.verified) {
    await audit(context, cleaned, 'user_signedup', { provider })
    return confirmUser(context.sql, cleaned)
  }
  return askToVerify(context, cleaned, provider)
}

/** The user of a known identity, whose data is updated; undefined if it is new. */
export async function knownUser(
  context: RequestContext,
  provider: string,
  profile: Profile,
): Promise<UserRow | undefined> {
  const identity = await findIdentity(context.sql, provider, profile)
  const user = identity && (await findUser(context.sql, 'id', identity.user_id))
  if (!user) return undefined
  await context.sql(
    `update auth.identities set identity_data = $3, last_sign_in_at = clock_timestamp(), updated_at = clock_timestamp()
     where provider = $1 and provider_id = $2`,
    [provider, profile.id, JSON.stringify(profile.data)],
  )
  return withProfile(context, user, profile)
}

async function linkedUser(
  context: RequestContext,
  provider: string,
  profile: Profile,
): Promise<UserRow | undefined> {
  let owner: UserRow | undefined
  for (const { email, verified } of profile.emails)
    if (verified) owner ??= await findEmailOwner(context.sql, email.toLowerCase())
  if (!owner) return undefined
  const traits = await addIdentity(context.sql, owner.id, provider, profile)
  const linked = await withProfile(context, owner, profile)
  await audit(context, linked, 'identity_linked', traits)
  return linked
}

async function newUser(context: RequestContext, provider: string, profile: Profile): Promise<UserRow> {
  if (!context.settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  const primary = profile.emails[0]?.email.toLowerCase() ?? ''
  // An unverified address may belong to another user: then this account has no address.
  const isTaken =
    !profile.emails.some(({ verified }) => verified) &&
    (await findEmailOwner(context.sql, primary)) !== undefined
  await runBeforeUserCreated(context, {
    email: isTaken ? '' : primary,
    provider,
    userMetadata: profile.data,
  })
  const user = await insertUser(context.sql, {
    email: isTaken ? null : primary,
    passwordHash: '',
    userMetadata: profile.data,
    appMetadata: { provider, providers: [provider] },
  })
  await addIdentity(context.sql, user.id, provider, profile)
  return user
}

async function withProfile(context: RequestContext, user: UserRow, { data }: Profile): Promise<UserRow> {
  const raw_user_meta_data = { ...user.raw_user_meta_data, ...data }
  return updateProviders(context.sql, await updateUser(context.sql, user.id, { raw_user_meta_data }))
}

async function askToVerify(context: RequestContext, user: UserRow, provider: string): Promise<AuthError> {
  if (user.email) await sendUserToken(context, user, 'confirmation')
  const next = user.email
    ? `A confirmation email has been sent to your ${provider} email`
    : `Verify the email with ${provider} in order to sign in`
  return new AuthError(422, 'provider_email_needs_verification', `Unverified email with ${provider}. ${next}`)
}
