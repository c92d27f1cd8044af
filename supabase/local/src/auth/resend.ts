import { z } from 'zod'
import { audit } from './audit.ts'
import { invalid } from './auth-error.ts'
import { parseEmailAddress } from './email-address.ts'
import { sendUserToken } from './email-token.ts'
import { challengeFields, readChallenge, saveFlowState } from './pkce.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { sendEmailChange } from './send-email-change.ts'
import { findUser } from './user-row.ts'

const Body = z.object({ type: z.string().default(''), email: z.string().default(''), ...challengeFields })

/**
 * `POST /resend`. Sends the pending confirmation or email change again. Every other address gets the same empty
 * response.
 */
export async function resend(context: RequestContext): Promise<Response> {
  const body = readBody(context, Body)
  const { type, email } = body
  if (type !== 'signup' && type !== 'email_change')
    throw invalid('Missing one of these types: signup, email_change')
  if (email === '') throw invalid('Type provided requires an email address')
  const challenge = readChallenge(body)
  const user = await findUser(context.sql, 'email', parseEmailAddress(email))
  if (type === 'signup' && user && !user.confirmed_at) {
    if (challenge) await saveFlowState(context.sql, user.id, 'email/signup', challenge)
    await audit(context, user, 'user_confirmation_requested')
    await sendUserToken(context, user, 'confirmation', challenge !== undefined)
  }
  if (type === 'email_change' && user?.email_change) {
    if (challenge) await saveFlowState(context.sql, user.id, 'email_change', challenge)
    await sendEmailChange(context, user, user.email_change, challenge !== undefined)
  }
  return Response.json({})
}
