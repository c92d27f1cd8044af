import { hkdfSync } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { COOKIE_SECRET } from './app.ts'

/** The key that an app derives from one of its COOKIE_SECRETs. */
export const keyOf = (secret: string) => new Uint8Array(hkdfSync('sha256', secret, '', 'sealed cookies', 32))

const key = keyOf(COOKIE_SECRET)

/** Encrypts a cookie as an app with the tests' COOKIE_SECRET does. */
export async function sealCookie(purpose: string, content: object): Promise<string> {
  return await new EncryptJWT({ content })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setAudience(purpose)
    .setExpirationTime('15 minutes')
    .encrypt(key)
}

/** Decrypts a cookie of such an app. Throws for anything else. */
export async function unsealCookie(
  purpose: string,
  sealed: string,
  secret = COOKIE_SECRET,
): Promise<unknown> {
  return (await jwtDecrypt(sealed, keyOf(secret), { audience: purpose })).payload.content
}
