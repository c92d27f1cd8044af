import { createHash } from 'node:crypto'
import { z } from 'zod'
import { audit, serviceRole } from './audit.ts'
import { listIdentities } from './identities.ts'
import { loadUser } from './load-user.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'
import { type UserRow, updateUser } from './user-row.ts'

const Body = z.object({ should_soft_delete: z.boolean().default(false) })

/**
 * `DELETE /admin/users/{id}`, with the secret key. Removes the user and everything that belongs to them; with
 * `should_soft_delete` the row stays without personal data.
 */
export async function deleteUserByAdmin(context: RequestContext): Promise<Response> {
  const user = await loadUser(context)
  const { should_soft_delete } = readBody(context, Body)
  const traits = { user_id: user.id, user_email: user.email ?? '', user_phone: user.phone ?? '' }
  await audit(context, serviceRole, 'user_deleted', traits)
  if (!should_soft_delete) await context.sql('delete from auth.users where id = $1', [user.id])
  else if (!user.deleted_at) await softDelete(context, user)
  return Response.json({})
}

async function softDelete({ sql }: RequestContext, user: UserRow): Promise<void> {
  const hidden = (value: string | null) =>
    createHash('sha256')
      .update(user.id + (value ?? ''))
      .digest('base64url')
  await updateUser(sql, user.id, {
    email: hidden(user.email),
    phone: hidden(user.phone).slice(0, 15),
    email_change: hidden(user.email_change),
    phone_change: hidden(user.phone_change).slice(0, 15),
    encrypted_password: null,
    confirmation_token: '',
    recovery_token: '',
    email_change_token_current: '',
    email_change_token_new: '',
    raw_user_meta_data: {},
    raw_app_meta_data: {},
    deleted_at: new Date().toISOString(),
  })
  for (const { id, provider, provider_id } of await listIdentities(sql, user.id)) {
    await sql(`update auth.identities set identity_data = '{}', provider_id = $2 where id = $1`, [
      id,
      hidden(`${provider}:${provider_id}`),
    ])
  }
  await sql('delete from auth.mfa_factors where user_id = $1', [user.id])
  await sql('delete from auth.sessions where user_id = $1', [user.id])
}
