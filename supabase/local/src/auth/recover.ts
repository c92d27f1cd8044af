import { z } from 'zod'
import { audit } from './audit.ts'
import { invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { emailAddress } from './email-address.ts'
import { mailToken } from './mail-token.ts'
import { challengeFields, readChallenge, rememberFlow } from './pkce.ts'
import { readBody } from './read-body.ts'
import { findUser } from './user-row.ts'

const Body = z.object({ email: z.string().default(''), ...challengeFields })

/** `POST /recover`. Mails a link and code for a new password; an unknown address gets the same empty answer. */
export async function recover(call: Call): Promise<Response> {
  const body = readBody(call, Body)
  if (body.email === '') throw invalid('Password recovery requires an email')
  const challenge = readChallenge(body)
  const user = await findUser(call.sql, 'email', emailAddress(body.email))
  if (!user) return Response.json({})
  if (challenge) await rememberFlow(call.sql, user.id, 'recovery', challenge)
  await audit(call, user, 'user_recovery_requested')
  await mailToken(call, user, 'recovery', challenge !== undefined)
  return Response.json({})
}
