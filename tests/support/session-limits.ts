import type { Sql } from 'supabase-embedded'

/** Sets the time-outs of all sessions, as an operator does. Null: none. */
export async function setLimits(sql: Sql, idle: string | null, absolute: string | null): Promise<void> {
  await sql(
    'update private.session_limits set idle_timeout = $1::interval, absolute_timeout = $2::interval',
    [idle, absolute],
  )
}

/** Moves the start and the last activity of a user's sessions into the past. */
export async function ageSession(sql: Sql, email: string, by: string): Promise<void> {
  await sql(
    `update private.session_activity set last_active_at = last_active_at - $2::interval
     where session_id in (select id from auth.sessions where user_id = (select id from auth.users where email = $1))`,
    [email, by],
  )
  await sql(
    `update auth.sessions set created_at = created_at - $2::interval, updated_at = updated_at - $2::interval,
       refreshed_at = refreshed_at - $2::interval
     where user_id = (select id from auth.users where email = $1)`,
    [email, by],
  )
}
