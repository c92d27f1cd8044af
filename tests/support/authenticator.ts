import { Secret, TOTP, URI } from 'otpauth'

/**
 * The verification code that an authenticator app shows.
 *
 * @param key the secret as base32, or the `otpauth:` URI.
 * @param timestamp milliseconds since 1970; 30 seconds later the app shows the next code.
 */
export function verificationCode(key: string, timestamp = Date.now()): string {
  const totp = key.startsWith('otpauth:') ? URI.parse(key) : new TOTP({ secret: Secret.fromBase32(key) })
  return totp.generate({ timestamp })
}

/** A code that is incorrect now and in the minutes around. */
export function wrongVerificationCode(key: string): string {
  const now = Date.now()
  const valid = [-2, -1, 0, 1, 2, 3].map((step) => verificationCode(key, now + step * 30_000))
  const code = ['000000', '111111', '222222', '333333', '444444', '555555', '666666'].find(
    (candidate) => !valid.includes(candidate),
  )
  if (code === undefined) throw new Error('Six codes cannot be seven')
  return code
}
