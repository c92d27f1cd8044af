import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { confirmUser, createUser } from './create-user.ts'
import { emailAddress } from './email-address.ts'
import { mailToken } from './mail-token.ts'
import { checkPassword, hashPassword } from './password.ts'
import { type Challenge, challengeFields, readChallenge, rememberFlow } from './pkce.ts'
import { readBody } from './read-body.ts'
import { openSession } from './session.ts'
import { userJson } from './user-json.ts'
import { findUser, type UserRow } from './user-row.ts'

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
  const email = emailAddress(body.email)
  const data = body.data ?? {}
  const existing = await findUser(call.sql, 'email', email)
  if (existing?.confirmed_at) return repeatedSignUp(call, existing, data)
  // The real server looks before the other one is committed, and then meets the unique index.
  if (call.signingUp.has(email))
    throw new AuthError(500, 'unexpected_failure', 'Database error saving new user')
  if (!existing) {
    call.signingUp.add(email)
    call.answered.then(() => call.signingUp.delete(email))
  }
  const user =
    existing ?? (await createUser(call.sql, email, await hashPassword(call.sql, body.password), data))
  if (call.settings.email.enable_confirmations)
    return Response.json(await userJson(call.sql, await askToConfirm(call, user, challenge)))
  await audit(call, user, 'user_signedup')
  return openSession(call, await confirmUser(call.sql, user), 'password')
}

/** Throws 422 signup_disabled or 400 email_provider_disabled when nobody may sign up by email. */
export function checkSignUpAllowed({ settings }: Call): void {
  if (!settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  if (!settings.email.enable_signup)
    throw new AuthError(400, 'email_provider_disabled', 'Email signups are disabled')
}

/** Mails the confirmation of a sign-up. Throws 429 within `max_frequency` of the last one. */
export async function askToConfirm(call: Call, user: UserRow, challenge?: Challenge): Promise<UserRow> {
  if (challenge) await rememberFlow(call.sql, user.id, 'email/signup', challenge)
  await audit(call, user, 'user_confirmation_requested')
  return mailToken(call, user, 'confirmation', challenge !== undefined)
}

async function repeatedSignUp(call: Call, user: UserRow, data: object): Promise<Response> {
  if (!call.settings.email.enable_confirmations) {
    throw new AuthError(422, 'user_already_exists', 'User already registered')
  }
  await audit(call, user, 'user_repeated_signup')
  const now = new Date().toISOString()
  return Response.json({
    id: randomUUID(),
    aud: 'authenticated',
    role: '',
    email: user.email,
    phone: '',
    confirmation_sent_at: now,
    app_metadata: { provider: 'email', providers: ['email'] },
    user_metadata: data,
    identities: [],
    created_at: now,
    updated_at: now,
    is_anonymous: false,
  })
}
