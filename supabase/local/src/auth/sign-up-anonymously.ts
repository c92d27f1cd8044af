import { randomUUID } from 'node:crypto'
import { AuthError } from './auth-error.ts'
import { runBeforeUserCreated } from './before-user-created.ts'
import { insertUser } from './create-user.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'

/**
 * Creates a user without an email address, a password, or an identity, and signs them in. The real server writes no audit entry.
 * Throws 422 anonymous_provider_disabled unless config.toml enables anonymous sign-ins, 422 signup_disabled, the error of the
 * hook.
 *
 * @param data the user's metadata.
 */
export async function signUpAnonymously(
  context: RequestContext,
  data: Record<string, unknown>,
): Promise<Response> {
  if (!context.settings.enable_anonymous_sign_ins)
    throw new AuthError(422, 'anonymous_provider_disabled', 'Anonymous sign-ins are disabled')
  if (!context.settings.enable_signup)
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  const id = randomUUID()
  await runBeforeUserCreated(context, { id, email: '', userMetadata: data })
  const user = await insertUser(context.sql, {
    id,
    email: null,
    passwordHash: '',
    userMetadata: data,
    appMetadata: {},
    isAnonymous: true,
  })
  return openSession(context, user, 'anonymous')
}
