import 'server-only'
import type { AuthError } from '@supabase/supabase-js'
import { EMAIL_QUOTA_REACHED } from '@/utils/auth/error-messages'
import { SIGNUP_NOT_ALLOWED } from '@/utils/auth/signup/signup-rejection'
import type { Counter } from '@/utils/rate-limit/counters'
import { withLimiter } from '@/utils/rate-limit/store'
import { EMAIL_NOT_SENT } from '@/utils/supabase/fetch'

/** Reasons why the project cannot send email, and how many seconds each is remembered. */
const REMEMBERED_S = {
  /** The Auth server refills its quota gradually within an hour. */
  [EMAIL_QUOTA_REACHED]: 15 * 60,
  /** Its SMTP server fails, and may be back at any time. */
  [EMAIL_NOT_SENT]: 5 * 60,
} as const

type EmailOutage = keyof typeof REMEMBERED_S

const OUTAGES = [EMAIL_QUOTA_REACHED, EMAIL_NOT_SENT] as const

/** Distinguishes the cooldown of one address from the quota of the project, which has the same error code. */
const COOLDOWN = /after \d+ seconds/

/**
 * The error code of a call that sends an email. An outage is remembered, across all instances if they share Redis.
 *
 * @returns undefined when there is no error.
 */
export async function emailErrorCode(error: AuthError | null): Promise<string | undefined> {
  if (!error) return undefined
  if (error.message === SIGNUP_NOT_ALLOWED) return SIGNUP_NOT_ALLOWED
  // From a gateway, which rate-limits client addresses.
  if (error.status === 429 && !error.code) return 'over_request_rate_limit'
  const isQuota = error.code === 'over_email_send_rate_limit' && !COOLDOWN.test(error.message)
  const code = isQuota ? EMAIL_QUOTA_REACHED : (error.code ?? 'unknown')
  const outage = OUTAGES.find((known) => known === code)
  if (outage) {
    const counter = outageCounter(outage)
    await withLimiter(counter, (limiter) => limiter.set(counter.key, 1, REMEMBERED_S[outage]))
  }
  return code
}

/**
 * The reason why the project could not send email a moment ago, or null. Meanwhile the Auth server is not called: it reports the
 * error only for addresses with an account, so its response would reveal them.
 */
export async function currentEmailOutage(): Promise<EmailOutage | null> {
  for (const outage of OUTAGES) {
    const counter = outageCounter(outage)
    const count = await withLimiter(counter, (limiter) => limiter.get(counter.key))
    if (count !== null && count.consumedPoints > 0) return outage
  }
  return null
}

function outageCounter(outage: EmailOutage): Counter {
  const limit = { attempts: 1, withinS: REMEMBERED_S[outage] }
  return { name: outage, scope: 'site', key: 'project', limit }
}
