import type { Sql } from './request-context.ts'
import { findUser, type UserRow } from './user-row.ts'

/**
 * Finds the user who owns an address, including through another identity. No other user may sign up with it or change to it.
 * @param except a user to ignore.
 */
export async function findEmailOwner(
  sql: Sql,
  email: string,
  except?: UserRow,
): Promise<UserRow | undefined> {
  const [owner] = await sql<UserRow>(
    `select users.* from auth.users join auth.identities on identities.user_id = users.id
     where identities.email = $1 and users.id is distinct from $2 and not users.is_sso_user limit 1`,
    [email, except?.id ?? null],
  )
  return owner ?? findUser(sql, 'email', email)
}
