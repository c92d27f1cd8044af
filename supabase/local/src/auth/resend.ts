import { z } from 'zod'
import { audit } from './audit.ts'
import { invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { emailAddress } from './email-address.ts'
import { mailEmailChange } from './mail-email-change.ts'
import { mailToken } from './mail-token.ts'
import { challengeFields, readChallenge, rememberFlow } from './pkce.ts'
import { readBody } from './read-body.ts'
import { findUser } from './user-row.ts'

const Body = z.object({ type: z.string().default(''), email: z.string().default(''), ...challengeFields })

/**
 * `POST /resend`. Sends the confirmation or the email change again where one is open. Every other address gets the
 * same empty answer.
 */
export async function resend(call: Call): Promise<Response> {
  const body = readBody(call, Body)
  const { type, email } = body
  if (type !== 'signup' && type !== 'email_change')
    throw invalid('Missing one of these types: signup, email_change')
  if (email === '') throw invalid('Type provided requires an email address')
  const challenge = readChallenge(body)
  const user = await findUser(call.sql, 'email', emailAddress(email))
  if (type === 'signup' && user && !user.confirmed_at) {
    if (challenge) await rememberFlow(call.sql, user.id, 'email/signup', challenge)
    await audit(call, user, 'user_confirmation_requested')
    await mailToken(call, user, 'confirmation', challenge !== undefined)
  }
  if (type === 'email_change' && user?.email_change) {
    if (challenge) await rememberFlow(call.sql, user.id, 'email_change', challenge)
    await mailEmailChange(call, user, user.email_change, challenge !== undefined)
  }
  return Response.json({})
}
