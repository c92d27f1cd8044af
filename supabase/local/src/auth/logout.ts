import { audit } from './audit.ts'
import { invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { requireUser } from './require-user.ts'

const endings: Record<string, string> = {
  global: 'delete from auth.sessions where user_id = $1 and $2::uuid is not null',
  local: 'delete from auth.sessions where user_id = $1 and id = $2',
  others: 'delete from auth.sessions where user_id = $1 and id <> $2',
}

/** `POST /logout?scope=global|local|others`. Ends every session of the user, only this one, or all but this one. */
export async function logout(call: Call): Promise<Response> {
  const scope = call.url.searchParams.get('scope') ?? 'global'
  const ending = endings[scope]
  if (!ending) throw invalid(`Unsupported logout scope "${scope}"`)
  const { user, session } = await requireUser(call)
  await audit(call, user, 'logout')
  await call.sql(ending, [user.id, session.id])
  return new Response(null, { status: 204 })
}
