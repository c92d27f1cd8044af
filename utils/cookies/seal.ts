import 'server-only'
import { hkdfSync, randomBytes } from 'node:crypto'
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose'
import { env } from '@/utils/env'
import { processSingleton } from '@/utils/process/process-singleton'

const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' }
const KEY_BYTES = 32

/** One key per secret; the first one seals. Without a secret, in development, a random key of this process. */
const keys = processSingleton('the keys of sealed cookies', () => {
  const { cookieSecrets } = env()
  const secrets = cookieSecrets.length > 0 ? cookieSecrets : [randomBytes(KEY_BYTES)]
  return secrets.map((secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'sealed cookies', KEY_BYTES)))
})

/**
 * Encrypts a value that a browser stores but can neither read nor change (RFC 7516, RFC 7518 4.5 and 5.3).
 *
 * @param purpose its purpose: a value sealed for one purpose is not accepted for another.
 * @param lifeS its lifetime in seconds.
 */
export async function seal(purpose: string, content: JWTPayload, lifeS: number): Promise<string> {
  const [key] = keys()
  if (!key) throw new Error('There is no key to seal with.')
  return await new EncryptJWT({ content })
    .setProtectedHeader(ENCRYPTION)
    .setAudience(purpose)
    .setExpirationTime(`${lifeS} s`)
    .encrypt(key)
}

/** The value sealed for this purpose, or null if it has expired or was forged or changed. */
export async function unseal(purpose: string, sealed: string): Promise<unknown> {
  for (const key of keys()) {
    const opened = await jwtDecrypt(sealed, key, {
      audience: purpose,
      requiredClaims: ['exp'],
      keyManagementAlgorithms: [ENCRYPTION.alg],
      contentEncryptionAlgorithms: [ENCRYPTION.enc],
    }).catch(() => null)
    if (opened) return opened.payload.content
  }
  return null
}
