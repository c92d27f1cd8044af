import { EMAIL_QUOTA_REACHED } from '@/utils/auth/error-texts'
import { EMAIL_NOT_SENT } from '@/utils/supabase/fetch'
import type { Counter } from './counters'
import { askLimiter } from './store'

/** Why the project can send nobody an email for now, and for how many seconds that is remembered. */
const REMEMBERED_S = {
  /** The Auth server refills its quota bit by bit within an hour. */
  [EMAIL_QUOTA_REACHED]: 15 * 60,
  /** Its SMTP server fails, and may be back at any time. */
  [EMAIL_NOT_SENT]: 5 * 60,
} as const

export type EmailStop = keyof typeof REMEMBERED_S

const STOPS = [EMAIL_QUOTA_REACHED, EMAIL_NOT_SENT] as const

/** True for a code that says so. */
export function isEmailStop(code: string): code is EmailStop {
  return Object.hasOwn(REMEMBERED_S, code)
}

/** Remembers that the project can send no emails for now; for all instances where they count together. */
export async function noteEmailStop(stop: EmailStop): Promise<void> {
  const counter = counterOf(stop)
  await askLimiter(counter, (limiter) => limiter.set(counter.key, 1, REMEMBERED_S[stop]))
}

/**
 * Why the project could send no email a moment ago, or null. The Auth server says so only where an email would really leave, so
 * nobody asks it anew meanwhile: otherwise its answer would tell which addresses it knows.
 */
export async function emailStop(): Promise<EmailStop | null> {
  for (const stop of STOPS) {
    const counter = counterOf(stop)
    const count = await askLimiter(counter, (limiter) => limiter.get(counter.key))
    if (count !== null && count.consumedPoints > 0) return stop
  }
  return null
}

function counterOf(stop: EmailStop): Counter {
  return {
    name: stop,
    scope: 'site',
    key: 'project',
    limit: { attempts: 1, withinS: REMEMBERED_S[stop] },
  }
}
