import { AuthError } from './auth-error.ts'
import type { RequestContext } from './request-context.ts'

interface Age {
  /** Seconds since the session started. */
  open: number
  /** Seconds since it was last refreshed. */
  idle: number
  /** Whether the identity provider's session has ended. */
  over: boolean
}

/** Throws 400 session_expired when a session is older than `sessions.timebox` or idle for `sessions.inactivity_timeout`. */
export async function checkSessionAge({ sql, settings }: RequestContext, sessionId: string): Promise<void> {
  const { timebox = Number.POSITIVE_INFINITY, inactivity_timeout = Number.POSITIVE_INFINITY } =
    settings.sessions
  const [age] = await sql<Age>(
    `select extract(epoch from clock_timestamp() - created_at)::float8 as open,
       extract(epoch from clock_timestamp() - coalesce(refreshed_at at time zone 'utc', created_at))::float8 as idle,
       coalesce(not_after < clock_timestamp(), false) as over
     from auth.sessions where id = $1`,
    [sessionId],
  )
  if (!age || age.over || age.open > timebox) throw expired('')
  if (age.idle > inactivity_timeout) throw expired(' (Inactivity)')
}

function expired(why: string): AuthError {
  return new AuthError(400, 'session_expired', `Invalid Refresh Token: Session Expired${why}`)
}
