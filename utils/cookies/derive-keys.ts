import { hkdfSync, randomBytes } from 'node:crypto'
import { env } from '@/utils/env'
import { processSingleton } from '@/utils/process/process-singleton'

const KEY_BYTES = 32

/** Without a secret, in development, a random one of this process. */
const secrets = processSingleton('the cookie secrets', () => {
  const { cookieSecrets } = env()
  return cookieSecrets.length > 0 ? cookieSecrets : [randomBytes(KEY_BYTES)]
})

/** One key per cookie secret, the newest first. Keys for different purposes are independent (RFC 5869). */
export function deriveKeys(purpose: string): Uint8Array[] {
  return secrets().map((secret) => new Uint8Array(hkdfSync('sha256', secret, '', purpose, KEY_BYTES)))
}
