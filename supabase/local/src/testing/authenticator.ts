import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { isoCBOR } from '@simplewebauthn/server/helpers'

interface Credential {
  id: string
  rpId: string
  userHandle: string
  privateKey: KeyObject
  counter: number
}

interface Ceremony {
  /** The origin of the page. */
  origin: string
  /** Whether the user has unlocked the authenticator. */
  userVerified?: boolean
}

const USER_PRESENT = 1
const USER_VERIFIED = 4
const BACKUP_ELIGIBLE = 8
const HAS_CREDENTIAL = 64

/**
 * A passkey authenticator in software, for tests without a browser. It signs what it is asked to: origins and domains are checked
 * by the browser, so here the server has to reject them.
 */
export class Authenticator {
  readonly credentials: Credential[] = []

  /** Creates a passkey (https://www.w3.org/TR/webauthn-3/#sctn-op-make-cred) without attestation. */
  create(
    { challenge, rp, user }: PublicKeyCredentialCreationOptionsJSON,
    ceremony: Ceremony,
  ): RegistrationResponseJSON {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const id = randomBytes(32)
    const rpId = rp.id ?? new URL(ceremony.origin).hostname
    const credential = { id: id.toString('base64url'), rpId, userHandle: user.id, privateKey, counter: 0 }
    this.credentials.push(credential)
    const authData = Buffer.concat([
      authenticatorData(credential, ceremony, HAS_CREDENTIAL),
      Buffer.alloc(16),
      Buffer.from([0, id.length]),
      id,
      encodePublicKey(publicKey),
    ])
    const attestation = isoCBOR.encode(
      new Map<string, string | Uint8Array | Map<string, string>>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ]),
    )
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData('webauthn.create', challenge, ceremony).toString('base64url'),
        attestationObject: Buffer.from(attestation).toString('base64url'),
        transports: ['internal'],
      },
    }
  }

  /** Signs in with a passkey (https://www.w3.org/TR/webauthn-3/#sctn-op-get-assertion). */
  get(
    { challenge, rpId }: PublicKeyCredentialRequestOptionsJSON,
    ceremony: Ceremony,
    credential = this.credentials.at(-1),
  ): AuthenticationResponseJSON {
    if (!credential) throw new Error('The authenticator has no passkey')
    credential.counter += 1
    const authData = authenticatorData({ ...credential, rpId: rpId ?? credential.rpId }, ceremony)
    const client = clientData('webauthn.get', challenge, ceremony)
    const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()])
    return {
      id: credential.id,
      rawId: credential.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, credential.privateKey).toString('base64url'),
        userHandle: credential.userHandle,
      },
    }
  }
}

function clientData(type: string, challenge: string, { origin }: Ceremony): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
}

function authenticatorData(
  { rpId, counter }: Pick<Credential, 'rpId' | 'counter'>,
  { userVerified = true }: Ceremony,
  flags = 0,
): Buffer {
  const count = Buffer.alloc(4)
  count.writeUInt32BE(counter)
  const all = flags | USER_PRESENT | BACKUP_ELIGIBLE | (userVerified ? USER_VERIFIED : 0)
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), count])
}

/** COSE_Key of ES256 (RFC 9053, 2.1 and 7.1). */
function encodePublicKey(key: KeyObject): Uint8Array {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return isoCBOR.encode(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
      [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
    ]),
  )
}
