import { Secret, TOTP } from 'otpauth'
import { renderSVG } from 'uqr'

/** The key of an authenticator app: the secret, an `otpauth:` URI with it, and a QR code of the URI. */
export interface TotpKey {
  secret: string
  uri: string
  qr_code: string
}

/** A new random key for an authenticator app. `issuer` and `account` are what the app shows. */
export function createTotpKey(issuer: string, account: string): TotpKey {
  const secret = new Secret({ size: 20 }).base32
  const query = `algorithm=SHA1&digits=6&issuer=${encode(issuer, '$&+:=@')}&period=30&secret=${secret}`
  const uri = `otpauth://totp/${encode(`${issuer}:${account}`, '$&+,/:;=@')}?${query}`
  return { secret, uri, qr_code: qrCode(uri) }
}

/** Whether this is the code of the current 30 seconds, or of those before or after. */
export function isTotpCode(secret: string, code: string): boolean {
  return new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token: code.trim(), window: 1 }) !== null
}

/** As the real server draws it: an XML document with 3 pixels per module, black on transparent. */
function qrCode(text: string): string {
  const svg = renderSVG(text, { ecc: 'H', pixelSize: 3, border: 4, whiteColor: 'none' })
  return `<?xml version="1.0"?>\n${svg.replace(/viewBox="0 0 (\d+) \d+"/, 'width="$1" height="$1" $&')}`
}

/**
 * Percent-encodes characters that are not allowed in a URL, except those in `kept`. The real server leaves `&` in the issuer as it
 * is.
 */
function encode(text: string, kept: string): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return encoded.replace(/%[2-4][0-9A-F]/g, (code) =>
    kept.includes(decodeURIComponent(code)) ? decodeURIComponent(code) : code,
  )
}
