import type { Sql } from './request-context.ts'

/** A row of auth.users with the columns that the endpoints read. Times come as PostgreSQL writes them. */
export interface UserRow {
  id: string
  aud: string
  role: string
  email: string | null
  phone: string | null
  encrypted_password: string | null
  invited_at: string | null
  email_confirmed_at: string | null
  phone_confirmed_at: string | null
  confirmed_at: string | null
  confirmation_token: string | null
  confirmation_sent_at: string | null
  recovery_token: string | null
  recovery_sent_at: string | null
  email_change: string | null
  email_change_token_current: string | null
  email_change_token_new: string | null
  email_change_sent_at: string | null
  email_change_confirm_status: number
  phone_change: string | null
  reauthentication_token: string | null
  reauthentication_sent_at: string | null
  raw_app_meta_data: Record<string, unknown> | null
  raw_user_meta_data: Record<string, unknown> | null
  last_sign_in_at: string | null
  banned_until: string | null
  deleted_at: string | null
  is_anonymous: boolean
  is_sso_user: boolean
  created_at: string
  updated_at: string
}

/** A row of auth.identities. */
export interface IdentityRow {
  id: string
  provider: string
  provider_id: string
  user_id: string
  identity_data: Record<string, unknown>
  email: string | null
  last_sign_in_at: string | null
  created_at: string
  updated_at: string
}

export type UserField = Exclude<keyof UserRow, 'id' | 'confirmed_at'>

/** The user with this value in this column, or undefined. Only an ID finds a user of single sign-on, as in the real server. */
export async function findUser(
  sql: Sql,
  column: 'id' | UserField,
  value: string,
): Promise<UserRow | undefined> {
  const others = column === 'id' ? '' : 'and is_sso_user = false'
  const [user] = await sql<UserRow>(`select * from auth.users where ${column} = $1 ${others}`, [value])
  return user
}

/** Updates some columns of a user and returns the new row. Throws if the user no longer exists. */
export async function updateUser(
  sql: Sql,
  id: string,
  fields: Partial<Pick<UserRow, UserField>>,
): Promise<UserRow> {
  const columns = Object.keys(fields)
  const assignments = columns.map((column, index) => `${column} = $${index + 2}`)
  const [user] = await sql<UserRow>(
    `update auth.users set ${[...assignments, 'updated_at = clock_timestamp()'].join(', ')} where id = $1 returning *`,
    [id, ...Object.values(fields)],
  )
  if (!user) throw new Error(`User ${id} is gone`)
  return user
}

/** Whether a ban is in effect. */
export function isBanned(user: UserRow): boolean {
  return user.banned_until !== null && Date.parse(user.banned_until) > Date.now()
}
