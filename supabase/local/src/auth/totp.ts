import { Secret, TOTP } from 'otpauth'
import { renderSVG } from 'uqr'

/** What an authenticator app needs to know: the secret, as an `otpauth:` URI, and as a QR code of that. */
export interface TotpKey {
  secret: string
  uri: string
  qr_code: string
}

/** A new random key for an authenticator app. `issuer` and `account` are what the app shows. */
export function createTotpKey(issuer: string, account: string): TotpKey {
  const secret = new Secret({ size: 20 }).base32
  const query = `algorithm=SHA1&digits=6&issuer=${encodeURIComponent(issuer)}&period=30&secret=${secret}`
  const uri = `otpauth://totp/${encodeSegment(issuer)}:${encodeSegment(account)}?${query}`
  return { secret, uri, qr_code: renderSVG(uri, { ecc: 'H', pixelSize: 3 }) }
}

/** Whether this is the code of the present 30 seconds, or of those before or after. */
export function isTotpCode(secret: string, code: string): boolean {
  return new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token: code.trim(), window: 1 }) !== null
}

/** As Go writes a path: it leaves these characters alone. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/%(24|26|2B|3A|3D|40)/g, decodeURIComponent)
}
