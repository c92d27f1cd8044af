import { AuthError, invalid, UndoneWith } from './auth-error.ts'
import type { Call } from './call.ts'
import { unforeseen } from './error-response.ts'
import { leaveTo } from './leave-to.ts'
import { isPkceHash } from './mail-token.ts'
import { linkError } from './oauth-error.ts'
import { issueAuthCode } from './pkce.ts'
import { redirectTarget } from './redirect.ts'
import { openSession } from './session.ts'
import { firstConfirmation, spendToken } from './spend-token.ts'
import type { UserRow } from './user-row.ts'
import { findByHash } from './verify-lookup.ts'

/** The authentication method under which a flow of each type was remembered. */
const methods: Record<string, string> = {
  signup: 'email/signup',
  invite: 'invite',
  recovery: 'recovery',
  magiclink: 'magiclink',
  email_change: 'email_change',
}

/**
 * `GET /verify`, the plain link of a mail. Always redirects: with a code to exchange when the flow began with a
 * challenge, else with the session in the address's fragment; on failure with `error`, `error_code`, `error_description`.
 */
export async function verifyLink(call: Call): Promise<Response> {
  const type = call.url.searchParams.get('type') ?? ''
  const hash = call.url.searchParams.get('token') ?? ''
  if (type === '') throw invalid('Verify requires a verification type')
  if (hash === '') throw invalid('Verify requires a token or a token hash')
  const pkce = isPkceHash(hash)
  if (pkce && !Object.hasOwn(methods, type)) throw unforeseen
  try {
    const user = await spendToken(call, await findByHash(call, type, hash))
    if (!user)
      return leaveTo(redirectTarget(call), { message: firstConfirmation }, pkce ? 'both' : 'fragment')
    return pkce
      ? leaveTo(redirectTarget(call), { code: await authCode(call, user, type) }, 'query')
      : leaveWithSession(call, user, type)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const place = pkce ? 'both' : 'fragment'
    throw new UndoneWith(leaveTo(redirectTarget(call), linkError(error), place, { error: true }))
  }
}

async function authCode(call: Call, user: UserRow, type: string): Promise<string> {
  const code = await issueAuthCode(call.sql, user.id, methods[type] ?? type)
  const why = '422: No valid flow state found for user.'
  if (!code) throw new AuthError(400, 'flow_state_not_found', `No associated flow state found. ${why}`)
  return code
}

async function leaveWithSession(call: Call, user: UserRow, type: string): Promise<Response> {
  const { user: _shown, ...session } = await (await openSession(call, user, 'otp')).json()
  return leaveTo(redirectTarget(call), { ...session, type }, 'fragment')
}
