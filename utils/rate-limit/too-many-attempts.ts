import type { FormState } from '@/utils/forms/form-state'
import { setResponseStatus } from '@/utils/request/response-status'
import type { RateLimitedAttempt } from './attempts'
import { formatMinutes } from './format-minutes'
import type { LimiterName } from './limits'

type RateLimited = Pick<RateLimitedAttempt, 'limiter' | 'scope' | 'waitS'>

const EMAILS = (when: string) => `Too many email requests. Try again ${when}.`

/** What happened, when to try again, and which alternative remains. */
const TEXTS: Partial<Record<LimiterName, (when: string) => string>> = {
  login: (when) => `Too many attempts. Try again ${when}, or get a sign-in link by email.`,
  code: (when) => `Too many incorrect codes. Open the link in your latest email, or try again ${when}.`,
  'mfa-code': (when) => `Too many incorrect codes. Try again ${when}, or use a recovery code.`,
  'mfa-recovery-code': (when) =>
    `Too many incorrect recovery codes. Try again ${when}, or use your authenticator app.`,
  api: (when) => `Too many requests from this address. Try again ${when}.`,
  caller: (when) => `Too many requests. Try again ${when}.`,
  email: EMAILS,
  signup: EMAILS,
  confirmation: EMAILS,
  'own-email': EMAILS,
  'invited-address': (when) => `We just emailed this address. Try again ${when}.`,
  'new-address': (when) => `We just emailed this address. Try again ${when}.`,
}

/** The text for a rate-limited attempt, with the time until the next one. */
export function tooManyAttemptsText({ limiter, waitS }: RateLimited): string {
  const when = `in ${formatMinutes(waitS)}`
  return TEXTS[limiter]?.(when) ?? `Too many attempts. Try again ${when}.`
}

/** The text for an email that is not sent because one was sent a moment ago, whichever client requested it. */
export function emailDelayedText(waitS: number): string {
  return `We just emailed this address. Open the latest email, or request another in ${formatMinutes(waitS)}.`
}

/** The text for an email that this browser requested too soon after the last one. */
export function cooldownText(seconds: number): string {
  return `We just sent an email. You can request another in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`
}

/** Rejects a form with 429 (RFC 6585, 4). */
export function rateLimitedForm(attempt: RateLimited): FormState {
  setResponseStatus(429, { 'Retry-After': String(attempt.waitS) })
  return { message: tooManyAttemptsText(attempt) }
}
