import { randomUUID } from 'node:crypto'
import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { z } from 'zod'
import { audit } from './audit.ts'
import { AuthError } from './auth-error.ts'
import { errorResponse } from './error-response.ts'
import { isoTime } from './iso-time.ts'
import type { RequestContext } from './request-context.ts'
import { requirePermanentUser } from './require-user.ts'
import type { UserRow } from './user-row.ts'
import {
  CHALLENGE_LIFETIME_S,
  challengeExpired,
  consumeChallenge,
  credentialRejected,
  invalidCredential,
  saveChallenge,
} from './webauthn-challenge.ts'
import { listCredentials, MAX_PASSKEYS_PER_USER, requirePasskeyManager } from './webauthn-credential.ts'

const ALGORITHMS = [-7, -35, -36, -257, -258, -259, -37, -38, -39, -8]
const NO_AAGUID = '00000000-0000-0000-0000-000000000000'

const Attestation = z.looseObject({
  id: z.string().min(1),
  rawId: z.string().min(1),
  type: z.literal('public-key'),
  response: z.looseObject({
    clientDataJSON: z.string().min(1),
    attestationObject: z.string().min(1),
    transports: z.array(z.string()).optional(),
  }),
})

/**
 * `POST /passkeys/registration/options`. Options for `navigator.credentials.create()`.
 * Throws as requirePasskeyManager and requirePermanentUser do, 422 too_many_passkeys.
 */
export async function passkeyRegistrationOptions(context: RequestContext): Promise<Response> {
  const user = await requirePasskeyManager(context)
  await requirePermanentUser(context)
  const existing = await listCredentials(context.sql, user.id)
  if (existing.length >= MAX_PASSKEYS_PER_USER) throw tooManyPasskeys()
  const { rp_id, rp_display_name } = context.settings.webauthn
  const generated = await generateRegistrationOptions({
    rpName: rp_display_name,
    rpID: rp_id,
    userID: Uint8Array.from(Buffer.from(user.id)),
    userName: user.email ?? user.phone ?? '',
    userDisplayName: displayName(user),
    timeout: CHALLENGE_LIFETIME_S * 1000,
    supportedAlgorithmIDs: ALGORITHMS,
  })
  const options = {
    rp: generated.rp,
    user: generated.user,
    challenge: generated.challenge,
    pubKeyCredParams: generated.pubKeyCredParams,
    timeout: generated.timeout,
    ...(existing.length > 0 && {
      excludeCredentials: existing.map(({ credential_id }) => ({
        type: 'public-key',
        id: Buffer.from(credential_id, 'hex').toString('base64url'),
      })),
    }),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    attestation: 'none',
  }
  return Response.json(await saveChallenge(context, 'registration', user.id, options))
}

/**
 * `POST /passkeys/registration/verify`. Stores a new passkey.
 * Throws as requirePasskeyManager, requirePermanentUser, and consumeChallenge do. Responds with 400 webauthn_challenge_expired, 400
 * webauthn_verification_failed, 422 too_many_passkeys, 422 webauthn_credential_exists.
 */
export async function registerPasskey(context: RequestContext): Promise<Response> {
  const user = await requirePasskeyManager(context)
  await requirePermanentUser(context)
  const { challenge, expired, credential } = await consumeChallenge(context, 'registration', user.id)
  if (expired) return errorResponse(challengeExpired, context.request)
  const attestation = Attestation.safeParse(credential)
  if (!attestation.success) return errorResponse(invalidCredential, context.request)
  const registered = await verify(context, challenge, attestation.data as unknown as RegistrationResponseJSON)
  if (!registered) return errorResponse(credentialRejected, context.request)
  if ((await listCredentials(context.sql, user.id)).length >= MAX_PASSKEYS_PER_USER)
    return errorResponse(tooManyPasskeys(), context.request)

  const { credential: key, aaguid, credentialDeviceType, credentialBackedUp } = registered
  const [row] = await context.sql<{ id: string; friendly_name: string; created_at: string }>(
    `insert into auth.webauthn_credentials (id, user_id, credential_id, public_key, attestation_type, aaguid, sign_count, transports,
       backup_eligible, backed_up, friendly_name, created_at, updated_at)
     values ($1, $2, decode($3, 'hex'), decode($4, 'hex'), 'none', $5, $6, $7, $8, $9, 'Passkey', clock_timestamp(), clock_timestamp())
     on conflict (credential_id) do nothing
     returning id, friendly_name, created_at`,
    [
      randomUUID(),
      user.id,
      Buffer.from(key.id, 'base64url').toString('hex'),
      Buffer.from(key.publicKey).toString('hex'),
      aaguid || NO_AAGUID,
      key.counter,
      JSON.stringify(key.transports ?? []),
      credentialDeviceType === 'multiDevice',
      credentialBackedUp,
    ],
  )
  if (!row) {
    const message = 'This credential is already registered'
    return errorResponse(new AuthError(422, 'webauthn_credential_exists', message), context.request)
  }
  await audit(context, user, 'passkey_created', { passkey_id: row.id })
  return Response.json({ ...row, created_at: isoTime(row.created_at) })
}

async function verify(
  { settings }: RequestContext,
  expectedChallenge: string,
  response: RegistrationResponseJSON,
) {
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: settings.webauthn.rp_origins,
    expectedRPID: settings.webauthn.rp_id,
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => undefined)
  return verified?.registrationInfo
}

function displayName({ raw_user_meta_data, email, phone }: UserRow): string {
  const name = raw_user_meta_data?.name
  return typeof name === 'string' && name !== '' ? name : (email ?? phone ?? '')
}

function tooManyPasskeys(): AuthError {
  return new AuthError(422, 'too_many_passkeys', 'Maximum number of passkeys reached')
}
