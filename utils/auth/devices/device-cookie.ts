import 'server-only'
import { z } from 'zod'
import { hostCookieName } from '@/utils/cookies/cookie-name'
import { unseal } from '@/utils/cookies/seal'
import { env } from '@/utils/env'
import { accountHash } from '@/utils/rate-limit/counters'

/** The base name of the cookie, and what it is sealed for. */
export const DEVICE_COOKIE = 'device'

export const deviceSchema = z.object({
  /** Who signed in in this browser, the newest first. `id` stands for this browser and this account, and says neither. */
  accounts: z.array(z.object({ account: z.string(), id: z.string() })),
})

/**
 * Says whether a browser has signed in to an account before, by its sealed device cookie: then strangers' attempts do not count
 * against it (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). It grants nothing else.
 *
 * @param account an email address.
 * @returns what the attempts of this browser at this account are counted under; undefined for a stranger's browser, and for a
 *   cookie that is made up, changed, expired or someone else's.
 */
export async function recognizedDevice(headers: Headers, account: string): Promise<string | undefined> {
  const start = `${hostCookieName(DEVICE_COOKIE, env().siteUrl)}=`
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const sealed = pairs.find((pair) => pair.startsWith(start))?.slice(start.length)
  if (!sealed) return undefined
  const device = deviceSchema.safeParse(await unseal(DEVICE_COOKIE, sealed)).data
  return device?.accounts.find((known) => known.account === accountHash(account))?.id
}
