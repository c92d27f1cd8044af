import { z } from 'zod'
import { audit, serviceRole } from './audit.ts'
import { factorJson, listFactors } from './factor-row.ts'
import { lowerSessions } from './factor-session.ts'
import { loadFactor } from './load-factor.ts'
import { loadUser } from './load-user.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'

const Body = z.object({ friendly_name: z.string().default('') })

/** `GET /admin/users/{id}/factors`, with the secret key. */
export async function listFactorsForAdmin(context: RequestContext): Promise<Response> {
  const user = await loadUser(context)
  return Response.json((await listFactors(context.sql, user.id)).map(factorJson))
}

/** `PUT /admin/users/{id}/factors/{factor_id}`, with the secret key. Changes the name. Throws as loadUser and loadFactor do. */
export async function updateFactorByAdmin(context: RequestContext): Promise<Response> {
  const user = await loadUser(context)
  const factor = await loadFactor(context, user)
  const { friendly_name } = readBody(context, Body)
  if (friendly_name)
    await context.sql(
      'update auth.mfa_factors set friendly_name = $2, updated_at = clock_timestamp() where id = $1',
      [factor.id, friendly_name],
    )
  const { id: factor_id, factor_type } = factor
  await audit(context, serviceRole, 'factor_updated', { user_id: user.id, factor_id, factor_type })
  return Response.json(factorJson(await loadFactor(context, user)))
}

/**
 * `DELETE /admin/users/{id}/factors/{factor_id}`, with the secret key. Removes a factor without a notification. The log names the
 * user as the actor. Throws as loadUser and loadFactor do.
 */
export async function deleteFactorByAdmin(context: RequestContext): Promise<Response> {
  const user = await loadUser(context)
  const factor = await loadFactor(context, user)
  await audit(context, user, 'factor_deleted', { user_id: user.id, factor_id: factor.id })
  await context.sql('delete from auth.mfa_factors where id = $1', [factor.id])
  await lowerSessions(context.sql, factor)
  return Response.json(factorJson(factor))
}
