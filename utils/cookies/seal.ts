import 'server-only'
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose'
import { processSingleton } from '@/utils/process/process-singleton'
import { deriveKeys } from './derive-keys'

const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' }

/** The first one seals. */
const keys = processSingleton('the keys of sealed cookies', () => deriveKeys('sealed cookies'))

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
