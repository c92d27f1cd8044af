import type { Call } from './call.ts'
import { requireUser } from './require-user.ts'
import { userJson } from './user-json.ts'

/** `GET /user`. The user of the access token, if the session still exists. */
export async function getUser(call: Call): Promise<Response> {
  const { user } = await requireUser(call)
  return Response.json(await userJson(call.sql, user))
}
