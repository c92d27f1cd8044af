import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { changePassword } from './change-password.ts'
import { emailAddress } from './email-address.ts'
import { findEmailOwner } from './email-owner.ts'
import { mailEmailChange } from './mail-email-change.ts'
import { mergeMetadata } from './metadata.ts'
import { checkPassword } from './password.ts'
import { challengeFields, readChallenge, rememberFlow } from './pkce.ts'
import { readBody } from './read-body.ts'
import { requireUser } from './require-user.ts'
import { userJson } from './user-json.ts'
import { updateUser } from './user-row.ts'

const Body = z.object({
  email: z.string().default(''),
  password: z.string().optional(),
  nonce: z.string().default(''),
  data: z.record(z.string(), z.unknown()).optional(),
  app_metadata: z.unknown().optional(),
  ...challengeFields,
})

/**
 * `PUT /user`. Changes the caller's own data: metadata at once, the password at once (see changePassword), the address
 * after it was confirmed by mail. Throws 422 email_exists, weak_password, same_password, 403 not_admin.
 */
export async function updateOwnUser(call: Call): Promise<Response> {
  const body = readBody(call, Body)
  const { user, session } = await requireUser(call)
  const email = body.email && emailAddress(body.email)
  const challenge = readChallenge(body)
  if (body.password !== undefined) checkPassword(call, body.password)
  if (body.app_metadata !== undefined) {
    throw new AuthError(403, 'not_admin', 'Updating app_metadata requires admin privileges')
  }
  const changesEmail = email !== '' && email !== user.email
  if (changesEmail && (await findEmailOwner(call.sql, email, user))) {
    throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
  }

  let updated = user
  if (body.password !== undefined)
    updated = await changePassword(call, user, session, body.password, body.nonce)
  if (body.data)
    updated = await updateUser(call.sql, user.id, {
      raw_user_meta_data: mergeMetadata(updated.raw_user_meta_data, body.data),
    })
  if (changesEmail) {
    if (challenge) await rememberFlow(call.sql, user.id, 'email_change', challenge)
    updated = await mailEmailChange(call, updated, email, challenge !== undefined)
  }
  await audit(call, user, 'user_modified')
  return Response.json(await userJson(call.sql, updated))
}
