import 'server-only'
import { randomBytes } from 'node:crypto'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { accountHash } from '@/utils/rate-limit/counters'
import { DEVICE_COOKIE, deviceSchema } from './device-cookie'

/** The maximum lifetime of a cookie in browsers. */
const LIFE_S = 400 * 24 * 60 * 60

/** Enough for a shared computer; more would make the cookie too long. */
const MAX_ACCOUNTS = 5

const device = flowCookie(DEVICE_COOKIE, deviceSchema, LIFE_S)

/**
 * Records in this browser that a user has signed in to an account, under a new ID, so that a copy of the old cookie gains
 * nothing. For Server Actions and route handlers that start a session.
 */
export async function rememberDevice(email: string | undefined): Promise<void> {
  if (!email) return
  const id = randomBytes(16).toString('base64url')
  const others = await accountsBesides(email)
  await device.write({ accounts: [{ account: accountHash(email), id }, ...others].slice(0, MAX_ACCOUNTS) })
}

/** Removes a deleted account from the cookie. */
export async function forgetOnDevice(email: string): Promise<void> {
  const accounts = await accountsBesides(email)
  if (accounts.length === 0) await device.remove()
  else await device.write({ accounts })
}

async function accountsBesides(email: string) {
  const { accounts } = (await device.read()) ?? { accounts: [] }
  return accounts.filter(({ account }) => account !== accountHash(email))
}
