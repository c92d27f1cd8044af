import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { decodeClientDataJSON, parseAuthenticatorData } from '@simplewebauthn/server/helpers'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { errorResponse } from './error-response.ts'
import { isUuid } from './is-uuid.ts'
import type { RequestContext } from './request-context.ts'
import { openSession } from './session.ts'
import { findUser, isBanned } from './user-row.ts'
import {
  CHALLENGE_LIFETIME_S,
  challengeExpired,
  consumeChallenge,
  credentialRejected,
  invalidCredential,
  saveChallenge,
} from './webauthn-challenge.ts'
import { type CredentialRow, listCredentials, requirePasskeys } from './webauthn-credential.ts'

const Assertion = z
  .looseObject({
    id: z.string().min(1),
    rawId: z.string().min(1),
    type: z.literal('public-key'),
    response: z.looseObject({
      clientDataJSON: z.string().min(1),
      authenticatorData: z.string().min(1),
      signature: z.string().min(1),
      userHandle: z.string().nullish(),
    }),
  })
  .refine(({ response }) => isDecodable(response))

/** `POST /passkeys/authentication/options`. Options for `navigator.credentials.get()`, for any user. Throws 404 passkey_disabled. */
export async function passkeyAuthenticationOptions(context: RequestContext): Promise<Response> {
  requirePasskeys(context)
  const { challenge, timeout, rpId, userVerification } = await generateAuthenticationOptions({
    rpID: context.settings.webauthn.rp_id,
    timeout: CHALLENGE_LIFETIME_S * 1000,
  })
  const options = { challenge, timeout, rpId, userVerification }
  return Response.json(await saveChallenge(context, 'authentication', null, options))
}

/**
 * `POST /passkeys/authentication/verify`. Opens a session for the user that the passkey names.
 * Throws 404 passkey_disabled, and as consumeChallenge does. Responds with 400 webauthn_challenge_expired, 400
 * webauthn_verification_failed, 403 email_not_confirmed, 403 user_banned.
 */
export async function signInWithPasskey(context: RequestContext): Promise<Response> {
  requirePasskeys(context)
  const { challenge, expired, credential } = await consumeChallenge(context, 'authentication', null)
  const rejected = (error: AuthError) => errorResponse(error, context.request)
  if (expired) return rejected(challengeExpired)
  const assertion = Assertion.safeParse(credential)
  if (!assertion.success) return rejected(invalidCredential)
  const response = assertion.data as unknown as AuthenticationResponseJSON

  const userId = Buffer.from(response.response.userHandle ?? '', 'base64url').toString()
  const user = isUuid(userId) ? await findUser(context.sql, 'id', userId) : undefined
  const rawId = Buffer.from(response.rawId, 'base64url').toString('hex')
  const passkey = (user ? await listCredentials(context.sql, user.id) : []).find(
    ({ credential_id }) => credential_id === rawId,
  )
  const verified = passkey && (await verify(context, challenge, response, passkey))
  if (!user || !verified) return rejected(credentialRejected)
  if (user.email && !user.confirmed_at)
    return rejected(new AuthError(403, 'email_not_confirmed', 'Email not confirmed'))
  if (isBanned(user)) return rejected(new AuthError(403, 'user_banned', 'User is banned'))

  await context.sql(
    `update auth.webauthn_credentials set sign_count = greatest(sign_count, $2), last_used_at = clock_timestamp(),
       updated_at = clock_timestamp() where id = $1`,
    [passkey.id, verified.newCounter],
  )
  await audit(context, user, 'login', { passkey_id: passkey.id })
  return openSession(context, user, 'passkey')
}

/** A counter that does not rise, the sign of a copied passkey, is not an error: the real Auth server ignores it too. */
async function verify(
  { settings }: RequestContext,
  expectedChallenge: string,
  response: AuthenticationResponseJSON,
  { credential_id, public_key, backup_eligible }: CredentialRow,
) {
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge,
    expectedOrigin: settings.webauthn.rp_origins,
    expectedRPID: settings.webauthn.rp_id,
    requireUserVerification: false,
    credential: {
      id: Buffer.from(credential_id, 'hex').toString('base64url'),
      publicKey: Uint8Array.from(Buffer.from(public_key, 'hex')),
      counter: 0,
    },
  }).catch(() => undefined)
  if (!verified?.verified) return undefined
  const info = verified.authenticationInfo
  return (info.credentialDeviceType === 'multiDevice') === backup_eligible ? info : undefined
}

function isDecodable({
  clientDataJSON,
  authenticatorData,
}: {
  clientDataJSON: string
  authenticatorData: string
}) {
  try {
    decodeClientDataJSON(clientDataJSON)
    parseAuthenticatorData(Uint8Array.from(Buffer.from(authenticatorData, 'base64url')))
    return true
  } catch {
    return false
  }
}
