import 'server-only'
import { env } from '@/utils/env'
import { findCounters } from './counters'
import { limits } from './limits'
import { withLimiter } from './store'

/** The recent attempts at an account's password in unrecognized browsers that failed or are not finished. */
export async function recentLoginAttempts(email: string): Promise<number> {
  const { account } = limits(env()).login
  const [counter] = findCounters('login', { account }, { account: email })
  const counted = counter && (await withLimiter(counter, (limiter) => limiter.get(counter.key)))
  return counted?.consumedPoints ?? 0
}
