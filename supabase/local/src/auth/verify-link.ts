import { AuthError, invalid, RollbackWithResponse } from './auth-error.ts'
import { consumeToken, firstConfirmation } from './consume-token.ts'
import { isPkceHash } from './email-token.ts'
import { unexpectedFailure } from './error-response.ts'
import { linkError } from './oauth-error.ts'
import { issueAuthCode } from './pkce.ts'
import { redirectWithResult } from './redirect-response.ts'
import { getRedirectTarget } from './redirect-target.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'
import type { UserRow } from './user-row.ts'
import { findByHash } from './verify-lookup.ts'

/** The authentication method that was stored with a flow of each type. */
const methods: Record<string, string> = {
  signup: 'email/signup',
  invite: 'invite',
  recovery: 'recovery',
  magiclink: 'magiclink',
  email_change: 'email_change',
}

/**
 * `GET /verify`, the default link of an email. Always redirects: with a code to exchange if the flow started with a
 * challenge, else with the session in the URL fragment; on failure with `error`, `error_code`, `error_description`.
 */
export async function verifyLink(context: RequestContext): Promise<Response> {
  const type = context.url.searchParams.get('type') ?? ''
  const hash = context.url.searchParams.get('token') ?? ''
  if (type === '') throw invalid('Verify requires a verification type')
  if (hash === '') throw invalid('Verify requires a token or a token hash')
  const pkce = isPkceHash(hash)
  if (pkce && !Object.hasOwn(methods, type)) throw unexpectedFailure
  try {
    const user = await consumeToken(context, await findByHash(context, type, hash))
    if (!user)
      return redirectWithResult(
        getRedirectTarget(context),
        { message: firstConfirmation },
        pkce ? 'both' : 'fragment',
      )
    return pkce
      ? redirectWithResult(getRedirectTarget(context), { code: await authCode(context, user, type) }, 'query')
      : leaveWithSession(context, user, type)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const place = pkce ? 'both' : 'fragment'
    throw new RollbackWithResponse(
      redirectWithResult(getRedirectTarget(context), linkError(error), place, { error: true }),
    )
  }
}

async function authCode(context: RequestContext, user: UserRow, type: string): Promise<string> {
  const code = await issueAuthCode(context.sql, user.id, methods[type] ?? type)
  const why = '422: No valid flow state found for user.'
  if (!code) throw new AuthError(400, 'flow_state_not_found', `No associated flow state found. ${why}`)
  return code
}

async function leaveWithSession(context: RequestContext, user: UserRow, type: string): Promise<Response> {
  const { user: _shown, ...session } = await (await openSession(context, user, 'otp')).json()
  return redirectWithResult(getRedirectTarget(context), { ...session, type }, 'fragment')
}
