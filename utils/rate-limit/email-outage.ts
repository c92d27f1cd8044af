import { EMAIL_QUOTA_REACHED } from '@/utils/auth/error-messages'
import { EMAIL_NOT_SENT } from '@/utils/supabase/fetch'
import type { Counter } from './counters'
import { withLimiter } from './store'

/** Why the project can send nobody an email for now, and for how many seconds that is remembered. */
const REMEMBERED_S = {
  /** The Auth server refills its quota bit by bit within an hour. */
  [EMAIL_QUOTA_REACHED]: 15 * 60,
  /** Its SMTP server fails, and may be back at any time. */
  [EMAIL_NOT_SENT]: 5 * 60,
} as const

export type EmailOutage = keyof typeof REMEMBERED_S

const STOPS = [EMAIL_QUOTA_REACHED, EMAIL_NOT_SENT] as const

/** True for a code that says so. */
export function isEmailOutage(code: string): code is EmailOutage {
  return Object.hasOwn(REMEMBERED_S, code)
}

/** Remembers that the project can send no emails for now; for all instances where they count together. */
export async function recordEmailOutage(stop: EmailOutage): Promise<void> {
  const counter = counterOf(stop)
  await withLimiter(counter, (limiter) => limiter.set(counter.key, 1, REMEMBERED_S[stop]))
}

/**
 * Why the project could send no email a moment ago, or null. The Auth server says so only where an email would really leave, so
 * nobody asks it anew meanwhile: otherwise its answer would tell which addresses it knows.
 */
export async function currentEmailOutage(): Promise<EmailOutage | null> {
  for (const stop of STOPS) {
    const counter = counterOf(stop)
    const count = await withLimiter(counter, (limiter) => limiter.get(counter.key))
    if (count !== null && count.consumedPoints > 0) return stop
  }
  return null
}

function counterOf(stop: EmailOutage): Counter {
  return {
    name: stop,
    scope: 'site',
    key: 'project',
    limit: { attempts: 1, withinS: REMEMBERED_S[stop] },
  }
}
