import { createHash, randomInt } from 'node:crypto'
import { AuthError } from './auth-error.ts'

/** A numeric code of this length for a user to type. */
export function newCode(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join('')
}

/** The hash that is stored and emailed as token_hash: a code is valid only with its address. */
export function hashCode(email: string, code: string): string {
  return createHash('sha224')
    .update(email + code)
    .digest('hex')
}

/** Whether a code sent at this time has expired. `sentAt` null counts as expired. */
export function isExpired(sentAt: string | null, lifetimeSeconds: number): boolean {
  return sentAt === null || Date.now() - Date.parse(sentAt) > lifetimeSeconds * 1000
}

/** Throws 429 over_email_send_rate_limit if the last email of this kind was sent less than `intervalSeconds` ago. */
export function checkFrequency(sentAt: string | null, intervalSeconds: number): void {
  const wait = sentAt === null ? 0 : Date.parse(sentAt) / 1000 + intervalSeconds - Date.now() / 1000
  if (wait <= 0) return
  const message = `For security purposes, you can only request this after ${Math.floor(wait)} seconds.`
  throw new AuthError(429, 'over_email_send_rate_limit', message)
}
