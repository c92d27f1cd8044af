import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { invalid } from './auth-error.ts'
import type { Sql } from './request-context.ts'

/** The maximum time in milliseconds from the start of a flow to its end. */
export const FLOW_LIFETIME_MS = 5 * 60 * 1000

/** The fields that a client sends to exchange a code later. Otherwise auth-js sends null for both. */
export const challengeFields = {
  code_challenge: z.string().nullish(),
  code_challenge_method: z.string().nullish(),
}

export interface Challenge {
  challenge: string
  method: 's256' | 'plain'
}

/** The challenge of a request, or undefined if there is none. Throws 400 validation_failed if it is incomplete or invalid. */
export function readChallenge(body: {
  code_challenge?: string | null
  code_challenge_method?: string | null
}): Challenge | undefined {
  const challenge = body.code_challenge || undefined
  const method = body.code_challenge_method?.toLowerCase() || undefined
  if (!challenge && !method) return undefined
  if (!challenge || !method) throw invalid('PKCE flow requires code_challenge_method and code_challenge')
  if (challenge.length < 43 || challenge.length > 128) {
    throw invalid('code challenge has to be between 43 and 128 characters')
  }
  if (!/^[a-zA-Z._~0-9-]+$/.test(challenge)) {
    throw invalid(
      'code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes',
    )
  }
  if (method !== 's256' && method !== 'plain') throw invalid('Invalid code_challenge_method')
  return { challenge, method }
}

/** Whether the challenge was derived from the verifier. */
export function isVerifier(verifier: string, { challenge, method }: Challenge): boolean {
  const made = method === 's256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  return made === challenge
}

/**
 * Stores the challenge until the email's link is opened.
 * @param method the method for the session's amr claim.
 */
export async function saveFlowState(
  sql: Sql,
  userId: string,
  method: string,
  { challenge, method: how }: Challenge,
): Promise<void> {
  await sql(
    `insert into auth.flow_state (id, user_id, auth_code, authentication_method, provider_type, code_challenge,
       code_challenge_method, created_at, updated_at)
     values ($1, $2, $3, $4, $7, $5, $6, clock_timestamp(), clock_timestamp())`,
    [
      randomUUID(),
      userId,
      randomUUID(),
      method,
      challenge,
      how,
      method === 'email/signup' ? 'email' : method,
    ],
  )
}

/** The code for the user's newest flow of this kind, or undefined. */
export async function issueAuthCode(sql: Sql, userId: string, method: string): Promise<string | undefined> {
  const [flow] = await sql<{ auth_code: string }>(
    `update auth.flow_state set auth_code_issued_at = clock_timestamp() where id =
       (select id from auth.flow_state where user_id = $1 and authentication_method = $2 order by created_at desc limit 1)
     returning auth_code`,
    [userId, method],
  )
  return flow?.auth_code
}
