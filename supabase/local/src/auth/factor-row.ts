import { isoTime } from './iso-time.ts'
import type { RequestContext, Sql } from './request-context.ts'
import type { UserRow } from './user-row.ts'

/** A row of auth.mfa_factors with the columns that the endpoints read. */
export interface FactorRow {
  id: string
  user_id: string
  friendly_name: string | null
  factor_type: 'totp' | 'phone' | 'webauthn' | 'recovery_code'
  status: 'unverified' | 'verified'
  secret: string | null
  phone: string | null
  last_challenged_at: string | null
  created_at: string
  updated_at: string
}

/** The factors of a user, verified or not, the oldest first. */
export function listFactors(sql: Sql, userId: string): Promise<FactorRow[]> {
  return sql<FactorRow>('select * from auth.mfa_factors where user_id = $1 order by created_at', [userId])
}

/** Whether a second factor is required of a user. */
export async function hasVerifiedFactor({ sql }: RequestContext, user: UserRow): Promise<boolean> {
  return (await listFactors(sql, user.id)).some(({ status }) => status === 'verified')
}

/** A factor as the Auth server shows it, without its secret. */
export function factorJson(factor: FactorRow) {
  return {
    id: factor.id,
    created_at: isoTime(factor.created_at),
    updated_at: isoTime(factor.updated_at),
    status: factor.status,
    ...(factor.friendly_name && { friendly_name: factor.friendly_name }),
    factor_type: factor.factor_type,
    phone: factor.phone ?? '',
    last_challenged_at: isoTime(factor.last_challenged_at),
  }
}
