import { z } from 'zod'
import { invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { emailAddress } from './email-address.ts'
import { mailEmailChange } from './mail-email-change.ts'
import { readBody } from './read-body.ts'
import { askToConfirm } from './sign-up.ts'
import { findUser } from './user-row.ts'

const Body = z.object({ type: z.string().default(''), email: z.string().default('') })

/**
 * `POST /resend`. Sends the confirmation or the email change again where one is open. Every other address gets the
 * same empty answer.
 */
export async function resend(call: Call): Promise<Response> {
  const { type, email } = readBody(call, Body)
  if (type !== 'signup' && type !== 'email_change')
    throw invalid('Missing one of these types: signup, email_change')
  if (email === '') throw invalid('Type provided requires an email address')
  const user = await findUser(call.sql, 'email', emailAddress(email))
  if (type === 'signup' && user && !user.confirmed_at) await askToConfirm(call, user)
  if (type === 'email_change' && user?.email_change)
    await mailEmailChange(call, user, user.email_change, false)
  return Response.json({})
}
