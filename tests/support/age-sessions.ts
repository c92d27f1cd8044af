import type { Sql } from 'supabase-embedded'

/**
 * Makes sessions an hour old: their start, and each step of the sign-in.
 *
 * @param whose an email address, for all sessions of the user, or the ID of one session.
 */
export async function ageSessions(sql: Sql, whose: string): Promise<void> {
  const chosen = '(id::text = $1 or user_id = (select id from auth.users where email = $1))'
  await sql(
    `update auth.mfa_amr_claims set created_at = created_at - interval '1 hour', updated_at = updated_at - interval '1 hour'
     where session_id in (select id from auth.sessions where ${chosen})`,
    [whose],
  )
  await sql(`update auth.sessions set created_at = created_at - interval '1 hour' where ${chosen}`, [whose])
}
