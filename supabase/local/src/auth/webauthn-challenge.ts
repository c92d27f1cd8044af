import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AuthError, invalid } from './auth-error.ts'
import { isUuid } from './is-uuid.ts'
import { readBody } from './read-body.ts'
import type { RequestContext } from './request-context.ts'

export const CHALLENGE_LIFETIME_S = 300

type ChallengeType = 'registration' | 'authentication'

const Body = z.object({ challenge_id: z.string().default(''), credential: z.unknown().optional() })

/**
 * Stores the challenge of WebAuthn options.
 * @param userId who may use it; null for a sign-in, which does not know its user yet.
 * @returns the body of the response.
 */
export async function saveChallenge(
  { sql }: RequestContext,
  type: ChallengeType,
  userId: string | null,
  options: { challenge: string },
) {
  const id = randomUUID()
  const expires_at = Math.floor(Date.now() / 1000) + CHALLENGE_LIFETIME_S
  await sql('delete from auth.webauthn_challenges where expires_at < clock_timestamp()')
  await sql(
    `insert into auth.webauthn_challenges (id, user_id, challenge_type, session_data, created_at, expires_at)
     values ($1, $2, $3, $4, clock_timestamp(), to_timestamp($5))`,
    [id, userId, type, JSON.stringify({ challenge: options.challenge }), expires_at],
  )
  return { challenge_id: id, options, expires_at }
}

/**
 * Takes the challenge that a credential responds to: it works once, even if the credential is rejected. Return later errors instead of
 * throwing them, so that the transaction is not rolled back.
 * @returns the challenge and the credential as sent. Throws 400 validation_failed, 400 webauthn_challenge_not_found.
 */
export async function consumeChallenge(context: RequestContext, type: ChallengeType, userId: string | null) {
  const { challenge_id, credential } = readBody(context, Body)
  if (challenge_id === '') throw invalid('challenge_id is required')
  if (credential === undefined) throw invalid('credential is required')
  if (!isUuid(challenge_id)) throw invalid('challenge_id must be a valid UUID')
  const [row] = await context.sql<{ challenge: string; expired: boolean }>(
    `delete from auth.webauthn_challenges where id = $1 and challenge_type = $2 and user_id is not distinct from $3
     returning session_data ->> 'challenge' as challenge, expires_at < clock_timestamp() as expired`,
    [challenge_id, type, userId],
  )
  if (!row) throw new AuthError(400, 'webauthn_challenge_not_found', 'Challenge not found or already used')
  return { ...row, credential }
}

export const challengeExpired = new AuthError(400, 'webauthn_challenge_expired', 'Challenge has expired')

/** The response to a credential that is not in the format of WebAuthn. */
export const invalidCredential = new AuthError(
  400,
  'webauthn_verification_failed',
  'Invalid credential response',
)

/** The response to a credential that does not verify. */
export const credentialRejected = new AuthError(
  400,
  'webauthn_verification_failed',
  'Credential verification failed',
)
