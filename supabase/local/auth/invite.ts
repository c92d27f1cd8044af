import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { createUser } from './create-user.ts'
import { emailAddress } from './email-address.ts'
import { mailToken } from './mail-token.ts'
import { readBody } from './read-body.ts'
import { requireSecretKey } from './require-secret-key.ts'
import { userJson } from './user-json.ts'
import { findUser, updateUser } from './user-row.ts'

const Body = z.object({ email: z.string().default(''), data: z.record(z.string(), z.unknown()).nullish() })

/** `POST /invite`, with the secret key. Makes an account without a password and mails its owner a link to it. */
export async function invite(call: Call): Promise<Response> {
  requireSecretKey(call)
  const { email, data } = readBody(call, Body)
  const address = emailAddress(email)
  const existing = await findUser(call.sql, 'email', address)
  if (existing?.confirmed_at) {
    throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
  }
  const user = existing ?? (await createUser(call.sql, address, null, data ?? {}))
  await audit(call, user, 'user_invited')
  const invited = await updateUser(call.sql, user.id, { invited_at: new Date().toISOString() })
  return Response.json(await userJson(call.sql, await mailToken(call, invited, 'invite')))
}
