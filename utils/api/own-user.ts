import 'server-only'
import { ownName } from '@/utils/own-name'
import type { Caller } from './caller'
import { dataUnavailable } from './refusals'

/**
 * What the API tells callers of themselves.
 *
 * @throws ApiError 503 when the database does not answer.
 */
export async function ownUser({ user: { id, email }, client }: Caller) {
  const name = await ownName(client, id)
  if (name === null) throw dataUnavailable()
  return { id, email, name }
}
