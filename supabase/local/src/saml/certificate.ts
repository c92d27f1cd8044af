import { createPrivateKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto'

/** An RSA key in PEM, and a self-signed certificate (DER in Base64), as metadata and signatures carry it. */
export interface KeyPair {
  privateKey: string
  certificate: string
}

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17

/** sha256WithRSAEncryption (1.2.840.113549.1.1.11), with the NULL that its parameters are. */
const ALGORITHM = Buffer.from('300d06092a864886f70d01010b0500', 'hex')
/** commonName (2.5.4.3). */
const COMMON_NAME = Buffer.from('0603550403', 'hex')

/** Makes a key and a certificate for it. Node.js reads certificates but makes none (RFC 5280, 4.1). */
export function createKeyPair(name: string): KeyPair {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(name)))))
  const times = ['200101000000Z', '491231235959Z'].map((time) => der(UTC_TIME, Buffer.from(time)))
  const serial = der(INTEGER, Buffer.from([1]))
  const content = der(
    SEQUENCE,
    ...[serial, ALGORITHM, subject, der(SEQUENCE, ...times), subject, pair.publicKey],
  )
  const signature = sign('sha256', content, createPrivateKey(pair.privateKey))
  const bits = der(BIT_STRING, Buffer.from([0]), signature)
  const { raw } = new X509Certificate(der(SEQUENCE, content, ALGORITHM, bits))
  return { privateKey: pair.privateKey, certificate: raw.toString('base64') }
}

/** A value in DER: its type, length, and content. */
function der(type: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([type, length]), content])
  const size = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([type, 0x80 | size.length]), size, content])
}
