import 'server-only'
import { createHash } from 'node:crypto'
import { count, refund } from '@/utils/rate-limit/count'
import type { Counter } from '@/utils/rate-limit/counters'

/** Longer than the Auth server accepts a code: its time step and one on each side, 30 s each. */
const ACCEPTED_S = 120

/**
 * Claims a code of an authenticator app before it is verified, so that it works once (RFC 6238, 5.2). The Auth server itself accepts
 * it again with another challenge.
 *
 * @returns `release` gives it back, because it was not accepted; null if the code is claimed already.
 */
export async function claimCode(
  factorId: string,
  code: string,
): Promise<{ release(): Promise<void> } | null> {
  const counter: Counter = {
    name: 'mfa-code.used',
    scope: 'account',
    key: createHash('sha256').update(`${factorId}/${code}`).digest('base64url'),
    limit: { attempts: 1, withinS: ACCEPTED_S },
  }
  return 'waitS' in (await count(counter)) ? null : { release: () => refund(counter) }
}
