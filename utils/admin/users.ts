import 'server-only'
import { z } from 'zod'
import { ASSIGNABLE_ROLES, ROLES, type Role } from '@/utils/auth/permissions/permissions'
import { createClient } from '@/utils/supabase/server'
import { searchText } from './search-text'

export type UserRole = { role: Role; expires_at: string | null; reason: string }

const userFactor = z.object({ type: z.string(), name: z.string(), created_at: z.string() })

/** A verified second factor. */
export type UserFactor = z.infer<typeof userFactor>

export type ListedUser = {
  id: string
  email: string
  name: string
  created_at: string
  last_sign_in_at: string | null
  confirmed: boolean
  banned: boolean
  /** When the ban ends; null if it does not, or if there is none. */
  banned_until: string | null
  sessions: number
  roles: UserRole[]
  factors: UserFactor[]
  /** When a pending reset of the factors is due. */
  factor_reset_due_at: string | null
}

export type UserPage = { users: ListedUser[]; older: string | null }

type UserQuery = { search?: string | undefined; role?: string | undefined; before?: string | undefined }

const PAGE_SIZE = 25

type UserRow = Omit<ListedUser, 'roles' | 'factors'> & { roles: unknown; factors: unknown }

const heldRoles = z.array(
  z.object({
    role: z.enum(ROLES),
    expires_at: z.string().nullable(),
    reason: z.string(),
  }),
)

const listedUser = (row: UserRow): ListedUser => ({
  ...row,
  roles: heldRoles.parse(row.roles),
  factors: z.array(userFactor).parse(row.factors),
})

/**
 * Lists users for administrators: newest first, or those that a search finds, in the order of the words that matched.
 *
 * @param query unchecked. `search`: the start of a name, an email address or a word of them, or an id. `role`: those who hold it
 * now. `before`: the last id of the previous page.
 * @returns null if the database does not respond.
 */
export async function listUsers({ search = '', role, before }: UserQuery): Promise<UserPage | null> {
  const last = z.guid().safeParse(before).data
  const withRole = z.enum(ASSIGNABLE_ROLES).safeParse(role).data
  const supabase = await createClient()
  const { data } = await supabase.rpc('list_users', {
    search: searchText(search),
    ...(last && { before: last }),
    ...(withRole && { with_role: withRole }),
    size: PAGE_SIZE + 1,
  })
  if (!Array.isArray(data)) return null
  const users = data.slice(0, PAGE_SIZE).map(listedUser)
  return { users, older: data.length > PAGE_SIZE ? (users.at(-1)?.id ?? null) : null }
}

/** A user by ID, unchecked; `undefined` if there is none, null if the database does not respond. */
export async function findUser(id: string): Promise<ListedUser | undefined | null> {
  const userId = z.guid().safeParse(id).data
  if (!userId) return undefined
  const supabase = await createClient()
  const { data } = await supabase.rpc('get_user', { user_id: userId })
  return Array.isArray(data) ? data.map(listedUser)[0] : null
}
