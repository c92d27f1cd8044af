import 'server-only'
import { z } from 'zod'
import { ROLES, type Role } from '@/utils/auth/permissions/permissions'
import { createClient } from '@/utils/supabase/server'

export type UserRole = { role: Role; expires_at: string | null; reason: string }

export type ListedUser = {
  id: string
  email: string
  name: string
  created_at: string
  last_sign_in_at: string | null
  confirmed: boolean
  sessions: number
  roles: UserRole[]
}

export type UserPage = { users: ListedUser[]; older: string | null }

const PAGE_SIZE = 25
const MAX_SEARCH_CHARACTERS = 200

type UserRow = Omit<ListedUser, 'roles'> & { roles: unknown }

const heldRoles = z.array(
  z.object({
    role: z.enum(ROLES),
    expires_at: z.string().nullable(),
    reason: z.string(),
  }),
)

const listedUser = (row: UserRow): ListedUser => ({ ...row, roles: heldRoles.parse(row.roles) })

/**
 * Lists people for who may manage them: the newest first, or those that a search finds, in the order of what they are found by.
 *
 * @param search what a name, an address or a word of them begins with, or an id, unchecked; empty for everybody.
 * @param before the id that the page before ended with, unchecked.
 * @returns null when the database gives no answer.
 */
export async function listUsers(search = '', before?: string): Promise<UserPage | null> {
  const last = z.guid().safeParse(before).data
  const supabase = await createClient()
  const { data } = await supabase.rpc('list_users', {
    search: search.replaceAll('\0', '').slice(0, MAX_SEARCH_CHARACTERS).toWellFormed().trim(),
    ...(last && { before: last }),
    size: PAGE_SIZE + 1,
  })
  if (!Array.isArray(data)) return null
  const users = data.slice(0, PAGE_SIZE).map(listedUser)
  return { users, older: data.length > PAGE_SIZE ? (users.at(-1)?.id ?? null) : null }
}

/** One person by id, unchecked; `undefined` when there is none, null when the database gives no answer. */
export async function findUser(id: string): Promise<ListedUser | undefined | null> {
  const userId = z.guid().safeParse(id).data
  if (!userId) return undefined
  const supabase = await createClient()
  const { data } = await supabase.rpc('get_user', { user_id: userId })
  return Array.isArray(data) ? data.map(listedUser)[0] : null
}
