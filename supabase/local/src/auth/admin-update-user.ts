import { AdminUserBody, banEnd } from './admin-user-body.ts'
import { audit, serviceRole } from './audit.ts'
import { AuthError } from './auth-error.ts'
import type { Call } from './call.ts'
import { addEmailIdentity, confirmUser, emailClaims } from './create-user.ts'
import { emailAddress } from './email-address.ts'
import { loadUser } from './load-user.ts'
import { mergeMetadata } from './metadata.ts'
import { checkPassword, hashPassword } from './password.ts'
import { readBody } from './read-body.ts'
import { userJson } from './user-json.ts'
import { findUser, type UserRow, updateUser } from './user-row.ts'

/**
 * `PUT /admin/users/{id}`, with the secret key. Changes what the body names, at once and without a mail: a new password ends
 * all sessions, a ban does not. Throws 400 validation_failed, 422 weak_password, 500 unexpected_failure for an address that is
 * taken.
 */
export async function updateUserByAdmin(call: Call): Promise<Response> {
  const before = await loadUser(call)
  const body = readBody(call, AdminUserBody)
  const email = body.email && emailAddress(body.email)
  const banned_until = banEnd(body.ban_duration)
  if (body.password != null) checkPassword(call, body.password)

  let user = before
  if (body.role !== '') user = await updateUser(call.sql, user.id, { role: body.role })
  if (body.email_confirm) user = await confirmUser(call.sql, user)
  if (body.password != null) user = await setPassword(call, user, body.password)
  if (email !== '') user = await setEmail(call, user, email, body.email_confirm)
  user = await updateUser(call.sql, user.id, {
    ...(body.app_metadata && {
      raw_app_meta_data: mergeMetadata(user.raw_app_meta_data, body.app_metadata),
    }),
    ...(body.user_metadata && {
      raw_user_meta_data: mergeMetadata(user.raw_user_meta_data, body.user_metadata),
    }),
    ...(banned_until !== undefined && { banned_until }),
  })
  const traits = { user_id: user.id, user_email: user.email ?? '', user_phone: user.phone ?? '' }
  await audit(call, serviceRole, 'user_modified', traits)
  return Response.json(await userJson(call.sql, user))
}

async function setPassword(call: Call, user: UserRow, password: string): Promise<UserRow> {
  await call.sql('delete from auth.sessions where user_id = $1', [user.id])
  return updateUser(call.sql, user.id, {
    encrypted_password: await hashPassword(call.sql, password),
    confirmation_token: '',
    confirmation_sent_at: null,
    recovery_token: '',
    recovery_sent_at: null,
    email_change_token_current: '',
    email_change_token_new: '',
    email_change_sent_at: null,
    reauthentication_token: '',
    reauthentication_sent_at: null,
  })
}

async function setEmail(call: Call, user: UserRow, email: string, verified: boolean): Promise<UserRow> {
  const owner = await findUser(call.sql, 'email', email)
  if (owner && owner.id !== user.id) throw new AuthError(500, 'unexpected_failure', 'Error updating user')
  const changes = JSON.stringify({ email, email_verified: verified })
  const changed = await call.sql(
    `update auth.identities set identity_data = identity_data || $2, updated_at = clock_timestamp()
     where user_id = $1 and provider = 'email' returning id`,
    [user.id, changes],
  )
  if (changed.length === 0) await addEmailIdentity(call.sql, user.id, emailClaims(user.id, email, verified))
  return updateUser(call.sql, user.id, { email })
}
