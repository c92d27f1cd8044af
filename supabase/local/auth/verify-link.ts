import { AuthError, invalid } from './auth-error.ts'
import type { Call } from './call.ts'
import { leaveTo } from './leave-to.ts'
import { isPkceHash } from './mail-token.ts'
import { issueAuthCode } from './pkce.ts'
import { redirectTarget } from './redirect.ts'
import { openSession } from './session.ts'
import { firstConfirmation, spendToken } from './spend-token.ts'
import type { UserRow } from './user-row.ts'
import { findByHash, isVerificationType } from './verify-lookup.ts'

/**
 * `GET /verify`, the plain link of a mail. Always redirects: with a code to exchange when the flow began with a
 * challenge, else with the session in the address's fragment; on failure with `error`, `error_code`, `error_description`.
 */
export async function verifyLink(call: Call): Promise<Response> {
  const type = call.url.searchParams.get('type') ?? ''
  const hash = call.url.searchParams.get('token') ?? ''
  if (!isVerificationType(type)) throw invalid('Verify requires a verification type')
  if (hash === '') throw invalid('Verify requires a token or a token hash')
  const pkce = isPkceHash(hash)
  try {
    const user = await spendToken(call, await findByHash(call, type, hash))
    if (!user)
      return leaveTo(redirectTarget(call), { message: firstConfirmation }, pkce ? 'both' : 'fragment')
    return pkce
      ? leaveTo(redirectTarget(call), { code: await authCode(call, user, type) }, 'query')
      : leaveWithSession(call, user, type)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const problem = { error: 'access_denied', error_code: error.code, error_description: error.message }
    return leaveTo(redirectTarget(call), problem, pkce ? 'both' : 'fragment')
  }
}

async function authCode(call: Call, user: UserRow, type: string): Promise<string> {
  const code = await issueAuthCode(call.sql, user.id, type === 'signup' ? 'email/signup' : type)
  if (!code) throw new AuthError(400, 'flow_state_not_found', 'No associated flow state found')
  return code
}

async function leaveWithSession(call: Call, user: UserRow, type: string): Promise<Response> {
  const { user: _shown, ...session } = await (await openSession(call, user, 'otp')).json()
  return leaveTo(redirectTarget(call), { ...session, type }, 'fragment')
}
