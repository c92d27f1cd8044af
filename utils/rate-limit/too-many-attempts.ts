import type { FormState } from '@/utils/forms/form-state'
import { setResponseStatus } from '@/utils/request/response-status'
import type { RefusedAttempt } from './attempts'
import { formatMinutes } from './format-minutes'
import type { LimiterName } from './limits'

type Refusal = Pick<RefusedAttempt, 'limiter' | 'scope' | 'waitS'>

const EMAILS = (when: string) => `Too many email requests. Try again ${when}.`

/** What happened, and which way is open meanwhile. When to try again stands between. */
const TEXTS: Partial<Record<LimiterName, (when: string) => string>> = {
  login: (when) => `Too many attempts. Try again ${when}, or get a sign-in link by email.`,
  code: (when) => `Too many incorrect codes. Open the link in your latest email, or try again ${when}.`,
  api: (when) => `Too many requests from this address. Try again ${when}.`,
  caller: (when) => `Too many requests. Try again ${when}.`,
  email: EMAILS,
  signup: EMAILS,
  confirmation: EMAILS,
  'own-email': EMAILS,
  'new-address': (when) => `We just emailed this address. Try again ${when}.`,
}

/** The words for an attempt that was refused, with when the next one is looked at. */
export function tooManyAttemptsText({ limiter, waitS }: Refusal): string {
  const when = `in ${formatMinutes(waitS)}`
  return TEXTS[limiter]?.(when) ?? `Too many attempts. Try again ${when}.`
}

/** The words for an email that is not sent because one was a moment ago, whichever client requested it. */
export function emailDelayedText(waitS: number): string {
  return `We just emailed this address. Open the latest email, or request another in ${formatMinutes(waitS)}.`
}

/** The text for an email that this browser requested too soon after the last one. */
export function cooldownText(seconds: number): string {
  return `We just sent an email. You can request another in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`
}

/** Rejects a form with 429 (RFC 6585, 4). */
export function rateLimitedForm(refused: Refusal): FormState {
  setResponseStatus(429, { 'Retry-After': String(refused.waitS) })
  return { message: tooManyAttemptsText(refused) }
}
