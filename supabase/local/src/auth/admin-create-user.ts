import { randomBytes } from 'node:crypto'
import { AdminUserBody, parseBanEnd } from './admin-user-body.ts'
import { audit, serviceRole } from './audit.ts'
import { AuthError, invalid } from './auth-error.ts'
import { confirmUser, createUserForAdmin } from './create-user.ts'
import { parseEmailAddress } from './email-address.ts'
import { findEmailOwner } from './find-email-owner.ts'
import { isUuid } from './is-uuid.ts'
import { hashPassword } from './password.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { requireAdmin } from './require-admin.ts'
import { toUserJson } from './user-json.ts'
import { updateUser } from './user-row.ts'

/**
 * `POST /admin/users`, with the secret key. Creates an account, confirmed if `email_confirm` says so; nothing is emailed, and
 * the password is not checked. Throws 400 validation_failed, 422 email_exists.
 */
export async function createUserByAdmin(context: RequestContext): Promise<Response> {
  await requireAdmin(context)
  const body = readBody(context, AdminUserBody)
  if (body.email === '') throw invalid('Cannot create a user without either an email or phone')
  const email = parseEmailAddress(body.email)
  if (await findEmailOwner(context.sql, email)) {
    throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
  }
  if (body.password != null && body.password_hash !== '')
    throw invalid('Only a password or a password hash should be provided')
  if (body.id !== '' && !isUuid(body.id)) throw invalid('ID must conform to the uuid v4 format')
  const banned_until = parseBanEnd(body.ban_duration)
  const password = body.password || randomBytes(48).toString('base64url')

  let user = await createUserForAdmin(context.sql, {
    ...(body.id && { id: body.id }),
    ...(body.role && { role: body.role }),
    email,
    passwordHash: body.password_hash || (await hashPassword(context.sql, password)),
    userMetadata: body.user_metadata ?? {},
    appMetadata: body.app_metadata ?? {},
  })
  const traits = { user_id: user.id, user_email: user.email, user_phone: '', provider: 'email' }
  await audit(context, serviceRole, 'user_signedup', traits)
  if (body.email_confirm) user = await confirmUser(context.sql, user)
  if (banned_until) user = await updateUser(context.sql, user.id, { banned_until })
  // A generated column, which the real server does not read back here.
  return Response.json(await toUserJson(context.sql, { ...user, confirmed_at: null }))
}
