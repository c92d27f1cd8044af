import type { User } from '@supabase/supabase-js'

/**
 * Whether the time has passed at which the access of an account ends, by this server's clock. The database decides (`has_active_session`).
 *
 * @param user as the Auth server has returned it. Users cannot change their app_metadata.
 */
export function mayHaveLostAccess({ app_metadata }: Pick<User, 'app_metadata'>): boolean {
  return Date.parse(String(app_metadata?.access_until)) <= Date.now()
}
