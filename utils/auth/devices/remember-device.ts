import 'server-only'
import { randomBytes } from 'node:crypto'
import type { User } from '@supabase/supabase-js'
import { ssoProviderOf } from '@/utils/auth/sso/sso-provider'
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

type DeviceUser = Pick<User, 'id' | 'email' | 'app_metadata'>

const newId = () => randomBytes(16).toString('base64url')

const device = flowCookie(DEVICE_COOKIE, deviceSchema, LIFE_S)

/**
 * Records in this browser that a user has signed in to an account, under a new ID, so that a copy of the old cookie gains
 * nothing. For Server Actions and route handlers that start a session.
 */
export async function rememberDevice(user: DeviceUser): Promise<RememberedDevice> {
  const { id: userId } = user
  const account = accountOf(user)
  if (!account) return { isNew: false, previousId: undefined, id: undefined }
  const known = await accounts()
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
export async function isKnownDevice(user: DeviceUser): Promise<boolean> {
  const known = await accounts()
  return known.some(({ account, userId }) => userId === user.id || account === accountOf(user))
}

/** The ID of this browser for a user who is signed in here. */
export async function currentDeviceId(userId: string): Promise<string | undefined> {
  return (await accounts()).find((entry) => entry.userId === userId)?.id
}

/** Removes a deleted account from the cookie. */
export async function forgetOnDevice(user: DeviceUser): Promise<void> {
  const others = (await accounts()).filter(({ account }) => account !== accountOf(user))
  if (others.length === 0) await device.remove()
  else await device.write({ accounts: others })
}

/** A provider of single sign-on can name any address: its users are not recognized as the account that has it. */
function accountOf({ id, email, app_metadata }: DeviceUser): string | undefined {
  if (ssoProviderOf(app_metadata)) return accountHash(id)
  return email ? accountHash(email) : undefined
}

async function accounts() {
  return (await device.read())?.accounts ?? []
}
