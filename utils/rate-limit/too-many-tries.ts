import type { FormState } from '@/utils/auth/form-state'
import type { Matter } from './limits'
import type { Refused } from './tries'

/** What happened, and which way is open meanwhile. When to try again stands between. */
const TEXTS: Partial<Record<Matter, (when: string) => string>> = {
  login: (when) => `Too many tries. Try again ${when}, or have a sign-in link mailed to you.`,
  code: (when) => `Too many wrong codes. Open the link in the mail instead, or try again ${when}.`,
  api: (when) => `Too many calls from this address. Call again ${when}.`,
  caller: (when) => `Too many calls. Call again ${when}.`,
  mail: (when) => `Too many mails were asked for. Ask for another one ${when}.`,
}

/** The words for a try that was refused, with when the next one is looked at. */
export function tooManyTries({ matter, waitS }: Pick<Refused, 'matter' | 'waitS'>): string {
  const minutes = Math.ceil(waitS / 60)
  const when = minutes === 1 ? 'in a minute' : `in ${minutes} minutes`
  return TEXTS[matter]?.(when) ?? `Too many tries. Try again ${when}.`
}

/** The state of a form whose sending was refused; what was typed is kept. */
export function refusedTry(refused: Refused, values?: Record<string, string>): FormState {
  return { message: tooManyTries(refused), ...(values && { values }) }
}
