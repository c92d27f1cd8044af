import 'server-only'
import { randomBytes } from 'node:crypto'
import type { User } from '@supabase/supabase-js'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { accountHash } from '@/utils/rate-limit/counters'
import { DEVICE_COOKIE, deviceSchema } from './device-cookie'

/** The maximum lifetime of a cookie in browsers. */
const LIFE_S = 400 * 24 * 60 * 60

/** Enough for a shared computer; more would make the cookie too long. */
const MAX_ACCOUNTS = 5

export type RememberedDevice = {
  /** This browser has not signed in to the account before, under its current address or an earlier one. */
  isNew: boolean
  /** The ID of this browser for the account until now. */
  previousId: string | undefined
  id: string | undefined
}

const newId = () => randomBytes(16).toString('base64url')

const device = flowCookie(DEVICE_COOKIE, deviceSchema, LIFE_S)

/**
 * Records in this browser that a user has signed in to an account, under a new ID, so that a copy of the old cookie gains
 * nothing. For Server Actions and route handlers that start a session.
 */
export async function rememberDevice({
  id: userId,
  email,
}: Pick<User, 'id' | 'email'>): Promise<RememberedDevice> {
  if (!email) return { isNew: false, previousId: undefined, id: undefined }
  const known = await accounts()
  const account = accountHash(email)
  const isOwn = (entry: (typeof known)[number]) => entry.account === account || entry.userId === userId
  const id = newId()
  const previous = known.find(isOwn)
  const others = known.filter((entry) => !isOwn(entry))
  await device.write({
    accounts: [{ account, id, mfaId: previous?.mfaId, userId }, ...others].slice(0, MAX_ACCOUNTS),
  })
  return { isNew: previous === undefined, previousId: previous?.id, id }
}

/** Records that a user who has signed in with this browser has passed the second factor, under a new ID. */
export async function rememberSecondFactor(userId: string): Promise<void> {
  const known = await accounts()
  if (!known.some((entry) => entry.userId === userId)) return
  const mfaId = newId()
  await device.write({
    accounts: known.map((entry) => (entry.userId === userId ? { ...entry, mfaId } : entry)),
  })
}

/** Whether this browser has signed in to the account before, under its current address or an earlier one. */
export async function isKnownDevice({ id, email }: Pick<User, 'id' | 'email'>): Promise<boolean> {
  const known = await accounts()
  return known.some(({ account, userId }) => userId === id || (email && account === accountHash(email)))
}

/** The ID of this browser for a user who is signed in here. */
export async function currentDeviceId(userId: string): Promise<string | undefined> {
  return (await accounts()).find((entry) => entry.userId === userId)?.id
}

/** Removes a deleted account from the cookie. */
export async function forgetOnDevice(email: string): Promise<void> {
  const others = (await accounts()).filter(({ account }) => account !== accountHash(email))
  if (others.length === 0) await device.remove()
  else await device.write({ accounts: others })
}

async function accounts() {
  return (await device.read())?.accounts ?? []
}
