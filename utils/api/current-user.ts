import 'server-only'
import { z } from 'zod'
import { getDisplayName } from '@/utils/account/display-name'
import type { Caller } from './caller'
import { dataUnavailable, sessionEnded } from './errors'

/** A user's id. */
export const userIdSchema = z.guid('Enter a valid user id.').toLowerCase().meta({ id: 'UserId' })

/** A user as the API returns it. */
export const userSchema = z
  .object({ id: userIdSchema, email: z.string(), name: z.string() })
  .meta({ id: 'User' })

/**
 * The caller as the API returns it.
 *
 * @throws ApiError 401 when the session has ended since it was verified, 503 when the database gives no clear response.
 */
export async function currentUser({ user: { id, email }, client, by }: Caller) {
  const name = await getDisplayName(client, id)
  if (name === undefined) throw sessionEnded(by)
  if (name === null) throw dataUnavailable()
  return { id, email, name }
}
