import { createHmac, randomBytes } from 'node:crypto'

/** One key for the middleware and the pages, which are bundled apart. */
const HELD = Symbol.for('utils/log/pseudonym')
const holder = globalThis as { [HELD]?: Buffer }

/** Known to nobody and gone with the process: otherwise addresses could be tried out against the log. */
function key(): Buffer {
  holder[HELD] ??= randomBytes(32)
  return holder[HELD]
}

/**
 * Stands in for an email or network address: lines about the same one can be told to belong together as long as the process
 * lives, and nobody can tell whose it is.
 */
export function pseudonym(address: unknown): string {
  return createHmac('sha256', key()).update(String(address).trim().toLowerCase()).digest('hex').slice(0, 12)
}
