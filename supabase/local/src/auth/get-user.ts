import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'
import { toUserJson } from './user-json.ts'

/** `GET /user`. The user of the access token, if the session still exists. */
export async function getUser(context: RequestContext): Promise<Response> {
  const { user } = await requireUser(context)
  return Response.json(await toUserJson(context.sql, user))
}
