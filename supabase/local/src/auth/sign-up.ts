import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { addEmailIdentity, confirmUser, createUser, emailClaims } from './create-user.ts'
import { emailAddress } from './email-address.ts'
import { findEmailOwner } from './email-owner.ts'
import { identitiesOf, removeOtherIdentities, updateProviders } from './identities.ts'
import { mailToken } from './mail-token.ts'
import { checkPassword, hashPassword } from './password.ts'
import { type Challenge, challengeFields, readChallenge, rememberFlow } from './pkce.ts'
import { readBody } from './read-body.ts'
import { openSession } from './session.ts'
import { userJson } from './user-json.ts'
import { type UserRow, updateUser } from './user-row.ts'

const Body = z.object({
  email: z.string().default(''),
  password: z.string().default(''),
  data: z.record(z.string(), z.unknown()).nullish(),
  ...challengeFields,
})

/**
 * `POST /signup`. A new or an unconfirmed address is mailed a confirmation; a confirmed one gets an answer that looks
 * the same, with a made-up user, and nothing happens. Without confirmations the answer carries a session.
 */
export async function signUp(call: Call): Promise<Response> {
  const body = readBody(call, Body)
  checkSignUpAllowed(call)
  if (body.password === '') throw invalid('Signup requires a valid password')
  checkPassword(call, body.password)
  const challenge = readChallenge(body)
  return register(call, emailAddress(body.email), body.password, body.data ?? {}, challenge)
}

type Metadata = Record<string, unknown>

/** What a sign-up does once its body has been read, and a mailed sign-in with an address that is not confirmed. */
export async function register(
  call: Call,
  email: string,
  password: string,
  data: Metadata,
  challenge?: Challenge,
): Promise<Response> {
  checkSignUpAllowed(call)
  const existing = await findEmailOwner(call.sql, email)
  if (existing?.confirmed_at) return repeatedSignUp(call, existing, data)
  // The real server looks before the other one is committed, and then meets the unique index.
  if (call.signingUp.has(email))
    throw new AuthError(500, 'unexpected_failure', 'Database error saving new user')
  if (!existing) {
    call.signingUp.add(email)
    call.answered.then(() => call.signingUp.delete(email))
  }
  const user = existing
    ? await withEmailIdentity(call, existing, data)
    : await createUser(call.sql, email, await hashPassword(call.sql, password), data)
  if (call.settings.email.enable_confirmations) {
    const asked = await userJson(call.sql, await askToConfirm(call, user, challenge))
    return Response.json(user.invited_at ? { ...asked, user_metadata: {}, identities: [] } : asked)
  }
  await audit(call, user, 'user_signedup', { provider: 'email' })
  await audit(call, user, 'login', { provider: 'email' })
  return openSession(call, await confirmUser(call.sql, user), 'password')
}

/** Throws 422 signup_disabled or 400 email_provider_disabled when nobody may sign up by email. */
function checkSignUpAllowed({ settings }: Call): void {
  if (!settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  if (!settings.email.enable_signup)
    throw new AuthError(400, 'email_provider_disabled', 'Email signups are disabled')
}

/** Mails the confirmation of a sign-up. Throws 429 within `max_frequency` of the last one. */
async function askToConfirm(call: Call, user: UserRow, challenge?: Challenge): Promise<UserRow> {
  if (challenge) await rememberFlow(call.sql, user.id, 'email/signup', challenge)
  await audit(call, user, 'user_confirmation_requested', { provider: 'email' })
  return mailToken(call, user, 'confirmation', challenge !== undefined)
}

async function repeatedSignUp(call: Call, user: UserRow, data: Metadata): Promise<Response> {
  if (!call.settings.email.enable_confirmations) {
    throw new AuthError(422, 'user_already_exists', 'User already registered')
  }
  await audit(call, user, 'user_repeated_signup', { provider: 'email' })
  const now = new Date().toISOString()
  const shown = await userJson(call.sql, {
    ...user,
    ...{
      role: '',
      phone: null,
      email_change: null,
      created_at: now,
      updated_at: now,
      confirmation_sent_at: now,
    },
    ...{ confirmed_at: null, email_confirmed_at: null, phone_confirmed_at: null, last_sign_in_at: null },
    email_change_sent_at: null,
    raw_app_meta_data: { provider: 'email', providers: ['email'] },
    raw_user_meta_data: data,
  })
  return Response.json({ ...shown, id: randomUUID(), identities: [] })
}

/**
 * Somebody whose provider could not vouch for the address, and who now signs up with it, is from here on known by email. No
 * password is taken: nobody has shown yet whose the address is.
 */
async function withEmailIdentity(call: Call, user: UserRow, data: Metadata): Promise<UserRow> {
  const identities = await identitiesOf(call.sql, user.id)
  if (identities.some(({ provider }) => provider === 'email')) return user
  const claims = { ...data, ...emailClaims(user.id, user.email ?? '') }
  await addEmailIdentity(call.sql, user.id, claims)
  await removeOtherIdentities(call.sql, user.id, 'email')
  return updateProviders(call.sql, await updateUser(call.sql, user.id, { raw_user_meta_data: claims }))
}
