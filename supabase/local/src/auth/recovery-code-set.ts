import { createHash, randomInt, randomUUID } from 'node:crypto'
import { AuthError } from './auth-error.ts'
import type { FactorRow } from './factor-row.ts'
import type { RequestContext, Sql } from './request-context.ts'

/** A row of auth.mfa_recovery_code_sets, with its factor and the number of its codes. */
export interface RecoveryCodeSet {
  id: string
  factor: FactorRow
  failed_verification_count: number
  is_locked: boolean
  was_locked: boolean
  total: number
  remaining: number
}

const NUMBER_OF_CODES = 10
const CODE_LENGTH = 16
const characters = '23456789abcdefghjkmnpqrstvwxyz'

/** The recovery codes of a user; undefined for a user who has none. */
export async function findRecoveryCodes(sql: Sql, userId: string): Promise<RecoveryCodeSet | undefined> {
  const [set] = await sql<RecoveryCodeSet>(
    `select sets.id, to_json(factors) as factor, failed_verification_count,
       verification_locked_until is not null as was_locked,
       coalesce(clock_timestamp() < verification_locked_until, false) as is_locked,
       (select count(*)::int from auth.mfa_recovery_codes where mfa_recovery_code_set_id = sets.id) as total,
       (select count(*)::int from auth.mfa_recovery_codes
        where mfa_recovery_code_set_id = sets.id and consumed_at is null) as remaining
     from auth.mfa_recovery_code_sets sets join auth.mfa_factors factors on factors.id = sets.mfa_factor_id
     where sets.user_id = $1`,
    [userId],
  )
  return set
}

/** As findRecoveryCodes. Throws 404 mfa_factor_not_found for a user who has none. */
export async function loadRecoveryCodes({ sql }: RequestContext, userId: string): Promise<RecoveryCodeSet> {
  const set = await findRecoveryCodes(sql, userId)
  if (!set) throw new AuthError(404, 'mfa_factor_not_found', 'The user has not enrolled recovery codes')
  return set
}

/** Replaces the codes of a set and ends its lock. Returns the codes; only their hashes are stored. */
export async function replaceCodes(sql: Sql, setId: string): Promise<string[]> {
  const codes = Array.from({ length: NUMBER_OF_CODES }, () =>
    Array.from({ length: CODE_LENGTH }, () => characters[randomInt(characters.length)]).join(''),
  )
  await sql('delete from auth.mfa_recovery_codes where mfa_recovery_code_set_id = $1', [setId])
  for (const code of codes)
    await sql(
      `insert into auth.mfa_recovery_codes (id, mfa_recovery_code_set_id, code_hash, created_at)
       values ($1, $2, $3, clock_timestamp())`,
      [randomUUID(), setId, hashRecoveryCode(code)],
    )
  await recordFailures(sql, setId, 0)
  return codes
}

/** Stores how many verifications have failed in a row. The fifth locks the set. */
export async function recordFailures(sql: Sql, setId: string, failures: number): Promise<void> {
  await sql(
    `update auth.mfa_recovery_code_sets set failed_verification_count = $2, updated_at = clock_timestamp(),
       verification_locked_until = case when $2 >= 5 then clock_timestamp() + interval '15 minutes' end
     where id = $1`,
    [setId, failures],
  )
}

/** The stored form of a code. Codes are random and long, so one round of hashing is enough. */
export function hashRecoveryCode(code: string): string {
  return createHash('sha256').update(code).digest('hex')
}
