/** What the database refuses with when someone has written too much in too short a time (supabase/migrations, quotas). */
const QUOTA_EXCEEDED = 'PT429'

/** For how long a person may well have to wait: the shortest quota is for a minute. */
export const QUOTA_RETRY_AFTER_S = 60

export const QUOTA_TEXT = 'You’re saving too often. Wait a minute and try again.'

/** True for an error of the database that says that a person's quota is used up. */
export function isQuotaExceeded(error: unknown): boolean {
  return error instanceof Object && 'code' in error && error.code === QUOTA_EXCEEDED
}
