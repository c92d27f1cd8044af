import { randomUUID } from 'node:crypto'
import { hookFunction } from '../hook-function.ts'
import { AuthError } from './auth-error.ts'
import type { RequestContext } from './request-context.ts'

interface FutureUser {
  id?: string
  /** Empty for an anonymous user, and if a provider's unverified address belongs to another user. */
  email: string
  /** Undefined for an anonymous user. */
  provider?: string
  userMetadata: Record<string, unknown>
}

/**
 * Runs the function of `[auth.hook.before_user_created]` as the Auth server's role, with the payload of the real server.
 * https://supabase.com/docs/guides/auth/auth-hooks/before-user-created-hook
 *
 * It is called for every new user except those of `POST /admin/users`.
 *
 * @throws AuthError with the status and message of the function's `error`, and without an error code; 500 if the function fails.
 */
export async function runBeforeUserCreated(context: RequestContext, user: FutureUser): Promise<void> {
  const { enabled, uri } = context.settings.hook.before_user_created
  const name = enabled && hookFunction(uri)
  if (!name) return
  const event = {
    metadata: {
      uuid: randomUUID(),
      time: new Date().toISOString(),
      name: 'before-user-created',
      ...(context.ip && { ip_address: context.ip }),
    },
    user: userJson(user),
  }
  const error = await callHook(context, name, event).catch((cause: unknown) => {
    throw new AuthError(500, 'unexpected_failure', `Error running hook URI: ${uri}`, {}, { cause })
  })
  // An error without a message is none for the real server.
  if (error?.message) throw new AuthError(error.http_code || 500, '', error.message)
}

interface HookResult {
  result: { error?: { http_code?: number; message?: string } } | null
}

async function callHook(context: RequestContext, name: string, event: object) {
  await context.sql('set local role supabase_auth_admin')
  const [row] = await context.sql<HookResult>(`select ${name}($1::jsonb) as result`, [JSON.stringify(event)])
  await context.sql('set local role none')
  return row?.result?.error
}

/** The user before it is stored: without role and times. */
function userJson({ id = randomUUID(), email, provider, userMetadata }: FutureUser) {
  const never = '0001-01-01T00:00:00Z'
  return {
    id,
    aud: 'authenticated',
    role: '',
    email,
    phone: '',
    app_metadata: provider ? { provider, providers: [provider] } : {},
    user_metadata: userMetadata,
    identities: [],
    created_at: never,
    updated_at: never,
    is_anonymous: provider === undefined,
  }
}
