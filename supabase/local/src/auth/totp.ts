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
  const query = `algorithm=SHA1&digits=6&issuer=${encode(issuer, '$&+:=@')}&period=30&secret=${secret}`
  const uri = `otpauth://totp/${encode(`${issuer}:${account}`, '$&+,/:;=@')}?${query}`
  return { secret, uri, qr_code: qrCode(uri) }
}

/** Whether this is the code of the present 30 seconds, or of those before or after. */
export function isTotpCode(secret: string, code: string): boolean {
  return new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token: code.trim(), window: 1 }) !== null
}

/** As the real server does: an XML document of 3 pixels a module, black on nothing. */
function qrCode(text: string): string {
  const svg = renderSVG(text, { ecc: 'H', pixelSize: 3, border: 4, whiteColor: 'none' })
  return `<?xml version="1.0"?>\n${svg.replace(/viewBox="0 0 (\d+) \d+"/, 'width="$1" height="$1" $&')}`
}

/** Percent-encodes what a URL does not take, and nothing in `kept`. The real server leaves `&` in the issuer as it is. */
function encode(text: string, kept: string): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return encoded.replace(/%[2-4][0-9A-F]/g, (code) =>
    kept.includes(decodeURIComponent(code)) ? decodeURIComponent(code) : code,
  )
}
