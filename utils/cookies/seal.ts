import 'server-only'
import { hkdfSync, randomBytes } from 'node:crypto'
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose'
import { env } from '@/utils/env'
import { processSingleton } from '@/utils/process/process-singleton'

const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' }
const KEY_BYTES = 32

/** One key per secret, the first of them for what is sealed from now on. Without a secret, in development, a key of this process. */
const keys = processSingleton('the keys of sealed cookies', () => {
  const { cookieSecrets } = env()
  const secrets = cookieSecrets.length > 0 ? cookieSecrets : [randomBytes(KEY_BYTES)]
  return secrets.map((secret) => new Uint8Array(hkdfSync('sha256', secret, '', 'sealed cookies', KEY_BYTES)))
})

/**
 * Encrypts what a browser is to keep and neither to read nor to change (RFC 7516, RFC 7518 4.5 and 5.3).
 *
 * @param purpose what it is for: sealed for one purpose, it is not taken for another.
 * @param lifeS for how many seconds it is good.
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

/** What was sealed for this purpose, or null: when it has expired, someone else made it, or it was changed. */
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
