import 'server-only'
import { z } from 'zod'
import { hostCookieName } from '@/utils/cookies/cookie-name'
import { unseal } from '@/utils/cookies/seal'
import { env } from '@/utils/env'
import { accountHash } from '@/utils/rate-limit/counters'

/** The base name of the cookie and the purpose of its seal. */
export const DEVICE_COOKIE = 'device'

export const deviceSchema = z.object({
  /**
   * The accounts that have signed in with this browser, newest first. `id` is a random ID for browser and account, new at every
   * sign-in. `mfaId` is another, new whenever the second factor is passed here. `userId` stays the same when the email address
   * changes.
   */
  accounts: z.array(
    z.object({
      account: z.string(),
      id: z.string(),
      mfaId: z.string().optional(),
      userId: z.string().optional(),
    }),
  ),
})

/**
 * Recognizes a browser that has signed in to an account before, by its sealed device cookie. The attempts of unrecognized
 * browsers do not count against it (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). The
 * cookie grants nothing else.
 *
 * @param account an email address.
 * @param step what the attempts are at. At the second factor, only a browser that has passed it before is recognized: a password alone
 *   must not bring new guesses.
 * @returns the key that counts this browser's attempts at this account; undefined if the browser is unrecognized, and for a
 *   cookie that is forged, changed or expired, or that belongs to another account.
 */
export async function recognizedDevice(
  headers: Headers,
  account: string,
  step: 'sign-in' | 'second-factor',
): Promise<string | undefined> {
  const start = `${hostCookieName(DEVICE_COOKIE, env().siteUrl)}=`
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  const sealed = pairs.find((pair) => pair.startsWith(start))?.slice(start.length)
  if (!sealed) return undefined
  const device = deviceSchema.safeParse(await unseal(DEVICE_COOKIE, sealed)).data
  const found = device?.accounts.find((known) => known.account === accountHash(account))
  return step === 'second-factor' ? found?.mfaId : found?.id
}
