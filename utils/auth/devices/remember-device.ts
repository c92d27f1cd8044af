import 'server-only'
import { randomBytes } from 'node:crypto'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { accountHash } from '@/utils/rate-limit/counters'
import { DEVICE_COOKIE, deviceSchema } from './device-cookie'

/** As long as browsers keep any cookie. */
const LIFE_S = 400 * 24 * 60 * 60

/** A family's computer; more would make the cookie long. */
const MAX_ACCOUNTS = 5

const device = flowCookie(DEVICE_COOKIE, deviceSchema, LIFE_S)

/**
 * Remembers in this browser that someone has signed in to an account, under a new id: a copy of the cookie as it was has no
 * part in it. For Server Actions and route handlers, wherever a session begins.
 */
export async function rememberDevice(email: string | undefined): Promise<void> {
  if (!email) return
  const id = randomBytes(16).toString('base64url')
  const others = await accountsBesides(email)
  await device.write({ accounts: [{ account: accountHash(email), id }, ...others].slice(0, MAX_ACCOUNTS) })
}

/** Forgets an account that is no more. */
export async function forgetOnDevice(email: string): Promise<void> {
  const accounts = await accountsBesides(email)
  if (accounts.length === 0) await device.remove()
  else await device.write({ accounts })
}

async function accountsBesides(email: string) {
  const { accounts } = (await device.read()) ?? { accounts: [] }
  return accounts.filter(({ account }) => account !== accountHash(email))
}
