import 'server-only'
import { z } from 'zod'
import { createClient } from '@/utils/supabase/server'
import { type AuditType, isAuditType } from './event-texts'

/** An entry of the audit log, as displayed. Unknown values are null. */
export type ActivityEntry = {
  id: number
  created_at: string
  type: AuditType
  ip: string | null
  user_agent: string | null
  result: string
  reason: string | null
  /** The affected user and the actor, if they are shown. */
  user?: AuditUser | null
  actor?: AuditUser | null
  isCurrentSession?: boolean
}

/** `email` is null if the account is deleted. */
export type AuditUser = { id: string; email: string | null }

/** The actor for requests with the project's secret key, such as from the dashboard: no account. */
export const SECRET_KEY_ACTOR = '00000000-0000-0000-0000-000000000000'

export type ActivityPage = { entries: ActivityEntry[]; older: number | null }

type ActivityQuery = { before?: string | undefined; about?: string | undefined; type?: string | undefined }

const PAGE_SIZE = 25
const idSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)
const userIdSchema = z.guid()

/**
 * The activity of the current user, newest first.
 *
 * @param before the last ID of the previous page, unchecked.
 * @returns null if the database does not respond.
 */
export async function myActivity(before: string | undefined): Promise<ActivityPage | null> {
  const supabase = await createClient()
  const { data } = await supabase.rpc('my_activity', { ...pageFrom(before), size: PAGE_SIZE + 1 })
  return Array.isArray(data)
    ? page(data.map((row) => ({ ...row, isCurrentSession: row.is_current_session })))
    : null
}

/**
 * The activity of all users, for users with the permission to read it.
 *
 * @param query unchecked. `before` as in myActivity. `about`: the id of the one user it concerns. `type`: entries of that type.
 * @returns as myActivity does.
 */
export async function allActivity({ before, about, type }: ActivityQuery): Promise<ActivityPage | null> {
  const user = userIdSchema.safeParse(about).data
  const ofType = isAuditType(type) ? type : undefined
  const supabase = await createClient()
  const { data } = await supabase.rpc('all_activity', {
    ...pageFrom(before),
    ...(user && { for_user: user }),
    ...(ofType && { of_type: ofType }),
    size: PAGE_SIZE + 1,
  })
  return Array.isArray(data) ? page(data.map((row) => ({ ...row, ...toUsers(row) }))) : null
}

type UserColumns = { user_id: string; user_email: string; actor_id: string; actor_email: string }

function toUsers({ user_id, user_email, actor_id, actor_email }: UserColumns) {
  return { user: toUser(user_id, user_email), actor: toUser(actor_id, actor_email) }
}

/** The generated types do not know that functions can return null. */
function toUser(id: string | null, email: string | null): AuditUser | null {
  return id ? { id, email } : null
}

function pageFrom(before: string | undefined): { before?: number } {
  const id = idSchema.safeParse(before).data
  return id ? { before: id } : {}
}

function page(rows: ActivityEntry[]): ActivityPage {
  const entries = rows.slice(0, PAGE_SIZE)
  return { entries, older: rows.length > PAGE_SIZE ? (entries.at(-1)?.id ?? null) : null }
}
