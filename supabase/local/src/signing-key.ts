import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'

export interface SigningKey {
  /** Signs claims as an access token whose header names this key. */
  sign(claims: JWTPayload): Promise<string>
  /** Returns the claims of a token this key signed. Throws jose's errors; `ignoreExpiry` accepts an old one. */
  verify(token: string, options?: { ignoreExpiry?: boolean }): Promise<JWTPayload>
  /** The content of `/.well-known/jwks.json`. */
  publicKeys: { keys: JWK[] }
}

/** A signing key that can be rotated while the backend runs, like a hosted project's. */
export interface RotatingKey extends SigningKey {
  /** Signs with a new key from now on. `revoke`: tokens of the previous keys are rejected, and their keys are not published. */
  rotate(options: { revoke: boolean }): Promise<void>
}

/** A signing key that can be rotated (https://supabase.com/docs/guides/auth/signing-keys). */
export function createRotatingKey(first: SigningKey): RotatingKey {
  let current = first
  let former: SigningKey[] = []
  return {
    get publicKeys() {
      return { keys: [current, ...former].flatMap(({ publicKeys }) => publicKeys.keys) }
    },
    sign: (claims) => current.sign(claims),
    async verify(token, options) {
      const kid = decodeProtectedHeader(token).kid
      const own = former.find(({ publicKeys }) => publicKeys.keys.some((key) => key.kid === kid))
      return await (own ?? current).verify(token, options)
    },
    async rotate({ revoke }) {
      former = revoke ? [] : [current, ...former]
      current = await loadSigningKey()
    },
  }
}

/** The key of older and of self-hosted projects: a shared secret, and no published key. */
export function createSymmetricKey(): SigningKey {
  const secret = randomBytes(32)
  return {
    publicKeys: { keys: [] },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret),
    async verify(token, { ignoreExpiry = false } = {}) {
      const currentDate = ignoreExpiry ? new Date(0) : new Date()
      return (await jwtVerify(token, secret, { algorithms: ['HS256'], currentDate })).payload
    },
  }
}

/**
 * The ES256 key of this backend, like that of a new hosted project.
 * @param folder where the key is stored, so that sessions survive a restart; unset: a new key.
 */
export async function loadSigningKey(folder?: string): Promise<SigningKey> {
  const file = folder && join(folder, 'signing-key.json')
  const stored = file && existsSync(file)
  const jwk: JWK = stored ? JSON.parse(readFileSync(file, 'utf8')) : await freshKey()
  if (file && !stored) writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 })

  const { d: _private, ...shared } = jwk
  const publicJwk = { ...shared, key_ops: ['verify'], use: 'sig' }
  const [privateKey, publicKey] = await Promise.all([importJWK(jwk, 'ES256'), importJWK(shared, 'ES256')])
  const keyOf = ({ kid }: JWTHeaderParameters) => {
    if (kid !== jwk.kid) throw new errors.JWKSNoMatchingKey()
    return publicKey
  }
  const header = { alg: 'ES256', typ: 'JWT', kid: jwk.kid }
  return {
    publicKeys: { keys: [publicJwk] },
    sign: (claims) => new SignJWT(claims).setProtectedHeader(header).sign(privateKey),
    async verify(token, { ignoreExpiry = false } = {}) {
      const currentDate = ignoreExpiry ? new Date(0) : new Date()
      return (await jwtVerify(token, keyOf, { algorithms: ['ES256'], currentDate })).payload
    },
  }
}

async function freshKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, alg: 'ES256', kid: await calculateJwkThumbprint(jwk) }
}
