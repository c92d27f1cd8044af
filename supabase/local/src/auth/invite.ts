import { z } from 'zod'
import { audit, serviceRole } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { createUserForAdmin } from './create-user.ts'
import { emailAddress } from './email-address.ts'
import { mailToken } from './mail-token.ts'
import { readBody } from './read-body.ts'
import { requireAdmin } from './require-admin.ts'
import { userJson } from './user-json.ts'
import { findUser, updateUser } from './user-row.ts'

const Body = z.object({ email: z.string().default(''), data: z.record(z.string(), z.unknown()).nullish() })

/**
 * `POST /invite`, with the secret key. Makes an account without a password and mails its owner a link to it, as often as it
 * is asked to: the newest link alone is good.
 */
export async function invite(call: Call): Promise<Response> {
  await requireAdmin(call)
  const { email, data } = readBody(call, Body)
  const address = emailAddress(email)
  const existing = await findUser(call.sql, 'email', address)
  if (existing?.confirmed_at) {
    throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
  }
  const user =
    existing ??
    (await createUserForAdmin(call.sql, { email: address, passwordHash: '', userMetadata: data ?? {} }))
  await audit(call, serviceRole, 'user_invited', { user_id: user.id, user_email: user.email })
  const invited = await updateUser(call.sql, user.id, { invited_at: new Date().toISOString() })
  return Response.json(await userJson(call.sql, await mailToken(call, invited, 'invite')))
}
