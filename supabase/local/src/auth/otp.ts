import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { emailAddress } from './email-address.ts'
import { mailToken } from './mail-token.ts'
import { challengeFields, readChallenge, rememberFlow } from './pkce.ts'
import { readBody } from './read-body.ts'
import { register } from './sign-up.ts'
import { findUser } from './user-row.ts'

const Body = z.object({
  email: z.string().default(''),
  create_user: z.boolean().default(true),
  data: z.record(z.string(), z.unknown()).nullish(),
  ...challengeFields,
})

/**
 * `POST /otp` and `POST /magiclink`. Mails a sign-in link and code. An address that is new or unconfirmed gets the
 * confirmation mail instead, which signs in as well; with `create_user` false a new one is refused (422 otp_disabled).
 */
export async function otp(call: Call): Promise<Response> {
  const body = readBody(call, Body)
  const email = emailAddress(body.email)
  const challenge = readChallenge(body)
  let user = await findUser(call.sql, 'email', email)
  if (!user && !body.create_user) throw new AuthError(422, 'otp_disabled', 'Signups not allowed for otp')
  if (!user?.confirmed_at) {
    await register(call, email, randomBytes(24).toString('base64url'), body.data ?? {}, challenge)
    if (call.settings.email.enable_confirmations) return Response.json({})
    user = await findUser(call.sql, 'email', email)
    if (!user) throw new Error('The new user is missing')
  }
  if (challenge) await rememberFlow(call.sql, user.id, 'magiclink', challenge)
  await audit(call, user, 'user_recovery_requested')
  await mailToken(call, user, 'magic_link', challenge !== undefined)
  return Response.json({})
}
