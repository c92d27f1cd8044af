import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { parseEmailAddress } from './email-address.ts'
import { sendUserToken } from './email-token.ts'
import { challengeFields, readChallenge, saveFlowState } from './pkce.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { registerUser } from './sign-up.ts'
import { findUser } from './user-row.ts'

const Body = z.object({
  email: z.string().default(''),
  create_user: z.boolean().default(true),
  data: z.record(z.string(), z.unknown()).nullish(),
  ...challengeFields,
})

/**
 * `POST /otp` and `POST /magiclink`. Emails a sign-in link and code. An address that is new or unconfirmed gets the
 * confirmation email instead, which signs in as well; with `create_user` false a new one is rejected (422 otp_disabled).
 */
export async function otp(context: RequestContext): Promise<Response> {
  const body = readBody(context, Body)
  const email = parseEmailAddress(body.email)
  const challenge = readChallenge(body)
  let user = await findUser(context.sql, 'email', email)
  if (!user && !body.create_user) throw new AuthError(422, 'otp_disabled', 'Signups not allowed for otp')
  if (!user?.confirmed_at) {
    await registerUser(context, email, randomBytes(24).toString('base64url'), body.data ?? {}, challenge)
    if (context.settings.email.enable_confirmations) return Response.json({})
    user = await findUser(context.sql, 'email', email)
    if (!user) throw new Error('The new user is missing')
  }
  if (challenge) await saveFlowState(context.sql, user.id, 'magiclink', challenge)
  await audit(context, user, 'user_recovery_requested')
  await sendUserToken(context, user, 'magic_link', challenge !== undefined)
  return Response.json({})
}
