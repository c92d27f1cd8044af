import { createHmac, randomBytes } from 'node:crypto'
import { processSingleton } from '@/utils/process/process-singleton'

/** Known to nobody and gone with the process: otherwise addresses could be tried out against the log. */
const key = processSingleton('the key of pseudonyms', () => randomBytes(32))

/**
 * Stands in for an email or network address: lines about the same one can be told to belong together as long as the process
 * lives, and nobody can tell whose it is.
 */
export function pseudonym(address: unknown): string {
  return createHmac('sha256', key()).update(String(address).trim().toLowerCase()).digest('hex').slice(0, 12)
}
