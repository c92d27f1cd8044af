import { AdminUserBody, parseBanEnd } from './admin-user-body.ts'
import { audit, serviceRole } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { addEmailIdentity, confirmUser, emailClaims } from './create-user.ts'
import { parseEmailAddress } from './email-address.ts'
import { loadUser } from './load-user.ts'
import { mergeMetadata } from './merge-metadata.ts'
import { checkPassword, hashPassword } from './password.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { toUserJson } from './user-json.ts'
import { findUser, type UserRow, updateUser } from './user-row.ts'

/**
 * `PUT /admin/users/{id}`, with the secret key. Changes the fields of the body at once and without an email: a new password ends
 * all sessions, a ban does not. Throws 400 validation_failed, 422 weak_password, 500 unexpected_failure for an address that is
 * in use.
 */
export async function updateUserByAdmin(context: RequestContext): Promise<Response> {
  const before = await loadUser(context)
  const body = readBody(context, AdminUserBody)
  const email = body.email && parseEmailAddress(body.email)
  const banned_until = parseBanEnd(body.ban_duration)
  if (body.password != null) checkPassword(context, body.password)

  let user = before
  if (body.role !== '') user = await updateUser(context.sql, user.id, { role: body.role })
  if (body.email_confirm) user = await confirmUser(context.sql, user)
  if (body.password != null) user = await setPassword(context, user, body.password)
  if (email !== '') user = await setEmail(context, user, email, body.email_confirm)
  user = await updateUser(context.sql, user.id, {
    ...(body.app_metadata && {
      raw_app_meta_data: mergeMetadata(user.raw_app_meta_data, body.app_metadata),
    }),
    ...(body.user_metadata && {
      raw_user_meta_data: mergeMetadata(user.raw_user_meta_data, body.user_metadata),
    }),
    ...(banned_until !== undefined && { banned_until }),
  })
  const traits = { user_id: user.id, user_email: user.email ?? '', user_phone: user.phone ?? '' }
  await audit(context, serviceRole, 'user_modified', traits)
  return Response.json(await toUserJson(context.sql, user))
}

async function setPassword(context: RequestContext, user: UserRow, password: string): Promise<UserRow> {
  await context.sql('delete from auth.sessions where user_id = $1', [user.id])
  return updateUser(context.sql, user.id, {
    encrypted_password: await hashPassword(context.sql, password),
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

async function setEmail(
  context: RequestContext,
  user: UserRow,
  email: string,
  verified: boolean,
): Promise<UserRow> {
  const owner = await findUser(context.sql, 'email', email)
  if (owner && owner.id !== user.id) throw new AuthError(500, 'unexpected_failure', 'Error updating user')
  const changes = JSON.stringify({ email, email_verified: verified })
  const changed = await context.sql(
    `update auth.identities set identity_data = identity_data || $2, updated_at = clock_timestamp()
     where user_id = $1 and provider = 'email' returning id`,
    [user.id, changes],
  )
  if (changed.length === 0)
    await addEmailIdentity(context.sql, user.id, emailClaims(user.id, email, verified))
  return updateUser(context.sql, user.id, { email, ...(verified && { is_anonymous: false }) })
}
