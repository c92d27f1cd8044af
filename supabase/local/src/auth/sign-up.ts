import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { runBeforeUserCreated } from './before-user-created.ts'
import { addEmailIdentity, confirmUser, createUser, emailClaims } from './create-user.ts'
import { parseEmailAddress } from './email-address.ts'
import { sendUserToken } from './email-token.ts'
import { findEmailOwner } from './find-email-owner.ts'
import { listIdentities, removeOtherIdentities, updateProviders } from './identities.ts'
import { checkPassword, hashPassword } from './password.ts'
import { type Challenge, challengeFields, readChallenge, saveFlowState } from './pkce.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'
import { signUpAnonymously } from './sign-up-anonymously.ts'
import { toUserJson } from './user-json.ts'
import { type UserRow, updateUser } from './user-row.ts'

const Body = z.object({
  email: z.string().default(''),
  phone: z.string().default(''),
  password: z.string().default(''),
  data: z.record(z.string(), z.unknown()).nullish(),
  ...challengeFields,
})

/**
 * `POST /signup`. Without an email address and a phone number, it signs in an anonymous user. A new or an unconfirmed address is emailed a confirmation; a confirmed one gets a response that looks
 * the same, with a fake user, and no email. Without confirmations the response contains a session.
 */
export async function signUp(context: RequestContext): Promise<Response> {
  const body = readBody(context, Body)
  if (body.email === '' && body.phone === '') return signUpAnonymously(context, body.data ?? {})
  checkSignUpAllowed(context)
  if (body.password === '') throw invalid('Signup requires a valid password')
  checkPassword(context, body.password)
  const challenge = readChallenge(body)
  return registerUser(context, parseEmailAddress(body.email), body.password, body.data ?? {}, challenge)
}

type Metadata = Record<string, unknown>

/** The common part of a sign-up, after its body was read, and of an emailed sign-in with an unconfirmed address. */
export async function registerUser(
  context: RequestContext,
  email: string,
  password: string,
  data: Metadata,
  challenge?: Challenge,
): Promise<Response> {
  checkSignUpAllowed(context)
  const existing = await findEmailOwner(context.sql, email)
  if (existing?.confirmed_at) return repeatedSignUp(context, existing, data)
  const id = randomUUID()
  if (!existing) await runBeforeUserCreated(context, { id, email, provider: 'email', userMetadata: data })
  // The real server checks before the other one is committed, and then meets the unique index.
  if (context.signingUp.has(email))
    throw new AuthError(500, 'unexpected_failure', 'Database error saving new user')
  if (!existing) {
    context.signingUp.add(email)
    context.answered.then(() => context.signingUp.delete(email))
  }
  const user = existing
    ? await withEmailIdentity(context, existing, data)
    : await createUser(context.sql, id, email, await hashPassword(context.sql, password), data)
  if (context.settings.email.enable_confirmations) {
    const body = await toUserJson(context.sql, await askToConfirm(context, user, challenge))
    return Response.json(user.invited_at ? { ...body, user_metadata: {}, identities: [] } : body)
  }
  await audit(context, user, 'user_signedup', { provider: 'email' })
  await audit(context, user, 'login', { provider: 'email' })
  return openSession(context, await confirmUser(context.sql, user), 'password')
}

/** Throws 422 signup_disabled or 400 email_provider_disabled when email sign-up is disabled. */
function checkSignUpAllowed({ settings }: RequestContext): void {
  if (!settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  if (!settings.email.enable_signup)
    throw new AuthError(400, 'email_provider_disabled', 'Email signups are disabled')
}

/** Emails the confirmation of a sign-up. Throws 429 within `max_frequency` of the last one. */
async function askToConfirm(context: RequestContext, user: UserRow, challenge?: Challenge): Promise<UserRow> {
  if (challenge) await saveFlowState(context.sql, user.id, 'email/signup', challenge)
  await audit(context, user, 'user_confirmation_requested', { provider: 'email' })
  return sendUserToken(context, user, 'confirmation', challenge !== undefined)
}

async function repeatedSignUp(context: RequestContext, user: UserRow, data: Metadata): Promise<Response> {
  if (!context.settings.email.enable_confirmations) {
    throw new AuthError(422, 'user_already_exists', 'User already registered')
  }
  await audit(context, user, 'user_repeated_signup', { provider: 'email' })
  const now = new Date().toISOString()
  const shown = await toUserJson(context.sql, {
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
 * A user whose provider did not verify the address and who now signs up with it continues as an email user. The password is
 * ignored, because ownership of the address is not proven yet.
 */
async function withEmailIdentity(context: RequestContext, user: UserRow, data: Metadata): Promise<UserRow> {
  const identities = await listIdentities(context.sql, user.id)
  if (identities.some(({ provider }) => provider === 'email')) return user
  const claims = { ...data, ...emailClaims(user.id, user.email ?? '') }
  await addEmailIdentity(context.sql, user.id, claims)
  await removeOtherIdentities(context.sql, user.id, 'email')
  return updateProviders(context.sql, await updateUser(context.sql, user.id, { raw_user_meta_data: claims }))
}
