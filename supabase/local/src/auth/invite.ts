import { z } from 'zod'
import { audit, serviceRole } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { createInvitedUser } from './create-invited-user.ts'
import { parseEmailAddress } from './email-address.ts'
import { sendUserToken } from './email-token.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { requireAdmin } from './require-admin.ts'
import { toUserJson } from './user-json.ts'
import { findUser, updateUser } from './user-row.ts'

const Body = z.object({ email: z.string().default(''), data: z.record(z.string(), z.unknown()).nullish() })

/**
 * `POST /invite`, with the secret key. Creates an account without a password and emails its owner a link to it. It can be
 * repeated: only the newest link works.
 */
export async function invite(context: RequestContext): Promise<Response> {
  await requireAdmin(context)
  const { email, data } = readBody(context, Body)
  const address = parseEmailAddress(email)
  const existing = await findUser(context.sql, 'email', address)
  if (existing?.confirmed_at) {
    throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered')
  }
  const user = existing ?? (await createInvitedUser(context, address, data ?? {}))
  await audit(context, serviceRole, 'user_invited', { user_id: user.id, user_email: user.email })
  const invited = await updateUser(context.sql, user.id, { invited_at: new Date().toISOString() })
  return Response.json(await toUserJson(context.sql, await sendUserToken(context, invited, 'invite')))
}
