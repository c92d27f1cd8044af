import { AuthError } from './auth-error.ts'
import type { FactorRow } from './factor-row.ts'
import type { RequestContext } from './request-context.ts'

/** Seconds in which a challenge can be verified. */
export const CHALLENGE_LIFETIME_S = 300

interface ChallengeRow {
  id: string
  age: number
  same_address: boolean
  verified_at: string | null
}

/**
 * Finds the challenge that a code is for.
 * @returns its id, or the error of an expired one, which is deleted: return that error instead of throwing it, so that the transaction
 * is not rolled back. Throws 422 mfa_factor_not_found for a challenge of another
 * factor, and 422 mfa_ip_address_mismatch for one that is used or was made from another address.
 */
export async function findChallenge(
  { sql, ip }: RequestContext,
  factor: FactorRow,
  id: string,
): Promise<string | AuthError> {
  const [challenge] = await sql<ChallengeRow>(
    `select id, verified_at, ip_address = $3::inet as same_address,
       extract(epoch from clock_timestamp() - created_at)::float8 as age
     from auth.mfa_challenges where id = $1 and factor_id = $2`,
    [id, factor.id, ip],
  )
  if (!challenge) {
    const message = 'MFA factor with the provided challenge ID not found'
    throw new AuthError(422, 'mfa_factor_not_found', message)
  }
  if (challenge.verified_at || !challenge.same_address) {
    const message = 'Challenge and verify IP addresses mismatch.'
    throw new AuthError(422, 'mfa_ip_address_mismatch', message)
  }
  if (challenge.age <= CHALLENGE_LIFETIME_S) return challenge.id
  await sql('delete from auth.mfa_challenges where id = $1', [challenge.id])
  const message = `MFA challenge ${challenge.id} has expired, verify against another challenge or create a new challenge.`
  return new AuthError(422, 'mfa_challenge_expired', message)
}
