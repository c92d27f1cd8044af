import { randomUUID } from 'node:crypto'
import { runBeforeUserCreated } from './before-user-created.ts'
import { createUserForAdmin } from './create-user.ts'
import type { RequestContext } from './request-context.ts'
import type { UserRow } from './user-row.ts'

/** Creates an unconfirmed user for an invitation or a generated link. Throws what the hook throws. */
export async function createInvitedUser(
  context: RequestContext,
  email: string,
  userMetadata: Record<string, unknown>,
  passwordHash = '',
): Promise<UserRow> {
  const id = randomUUID()
  await runBeforeUserCreated(context, { id, email, provider: 'email', userMetadata })
  return createUserForAdmin(context.sql, { id, email, passwordHash, userMetadata })
}
