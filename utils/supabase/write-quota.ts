/** The error of the database when a user has used up a quota (supabase/migrations, quotas). */
const QUOTA_EXCEEDED = 'PT429'

/** The shortest quota is per minute. */
export const QUOTA_RETRY_AFTER_S = 60

export const QUOTA_TEXT = 'You’re saving too often. Wait a minute and try again.'

/** True for the database error of a quota that is used up. */
export function isQuotaExceeded(error: unknown): boolean {
  return error instanceof Object && 'code' in error && error.code === QUOTA_EXCEEDED
}
