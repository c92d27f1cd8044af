import { createHmac, randomBytes } from 'node:crypto'
import { processSingleton } from '@/utils/process/process-singleton'

/** Random and lost with the process: with a known key, addresses could be tried against the log. */
const key = processSingleton('the key of pseudonyms', () => randomBytes(32))

/**
 * Replaces an email or network address: lines about the same one can be matched while the process lives, and the address cannot
 * be recovered.
 */
export function pseudonym(address: unknown): string {
  return createHmac('sha256', key()).update(String(address).trim().toLowerCase()).digest('hex').slice(0, 12)
}
