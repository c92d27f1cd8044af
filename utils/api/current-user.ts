import 'server-only'
import { getDisplayName } from '@/utils/account/display-name'
import type { Caller } from './caller'
import { dataUnavailable } from './errors'

/**
 * What the API tells callers of themselves.
 *
 * @throws ApiError 503 when the database does not answer.
 */
export async function currentUser({ user: { id, email }, client }: Caller) {
  const name = await getDisplayName(client, id)
  if (name === null) throw dataUnavailable()
  return { id, email, name }
}
