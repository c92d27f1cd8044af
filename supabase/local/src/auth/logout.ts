import { audit } from './audit.ts'
import { invalid } from './auth-error.ts'
import type { RequestContext } from './request-context.ts'
import { requireUser } from './require-user.ts'

const endings: Record<string, string> = {
  global: 'delete from auth.sessions where user_id = $1 and $2::uuid is not null',
  local: 'delete from auth.sessions where user_id = $1 and id = $2',
  others: 'delete from auth.sessions where user_id = $1 and id <> $2',
}

/** `POST /logout?scope=global|local|others`. Ends every session of the user, only this one, or all but this one. */
export async function logout(context: RequestContext): Promise<Response> {
  const scope = context.url.searchParams.get('scope') ?? 'global'
  const ending = endings[scope]
  if (!ending) throw invalid(`Unsupported logout scope "${scope}"`)
  const { user, session } = await requireUser(context)
  await audit(context, user, 'logout')
  await context.sql(ending, [user.id, session.id])
  return new Response(null, { status: 204 })
}
