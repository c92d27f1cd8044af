import { z } from 'zod'
import { audit } from './audit.ts'
import { invalid } from './auth-error.ts'
import { parseEmailAddress } from './email-address.ts'
import { sendUserToken } from './email-token.ts'
import { challengeFields, readChallenge, saveFlowState } from './pkce.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { findUser } from './user-row.ts'

const Body = z.object({ email: z.string().default(''), ...challengeFields })

/** `POST /recover`. Emails a link and a code for a new password; an unknown address gets the same empty response. */
export async function recover(context: RequestContext): Promise<Response> {
  const body = readBody(context, Body)
  if (body.email === '') throw invalid('Password recovery requires an email')
  const challenge = readChallenge(body)
  const user = await findUser(context.sql, 'email', parseEmailAddress(body.email))
  if (!user) return Response.json({})
  if (challenge) await saveFlowState(context.sql, user.id, 'recovery', challenge)
  await audit(context, user, 'user_recovery_requested')
  await sendUserToken(context, user, 'recovery', challenge !== undefined)
  return Response.json({})
}
