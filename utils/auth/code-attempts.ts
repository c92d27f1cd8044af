import { createHash } from 'node:crypto'

/** OWASP ASVS 5.0, 6.5.5 and 6.6.3: a code of six digits lives ten minutes and is not guessed. */
const MOST_WRONG = 5
const WINDOW_MS = 10 * 60 * 1000
const MOST_ADDRESSES = 10_000

/**
 * Counts wrong codes for each address in this process. A new mail does not begin a new count, so that nobody guesses on by
 * asking for mails; the link in the mail works all the same.
 *
 * @param now the clock, in milliseconds.
 */
export function codeAttempts(now: () => number = Date.now) {
  const tries = new Map<string, { count: number; until: number }>()

  const keyOf = (email: string) => createHash('sha256').update(email.toLowerCase()).digest('base64')
  const current = (key: string) => {
    const found = tries.get(key)
    return found && found.until > now() ? found : undefined
  }

  return {
    /** Counts a try before its answer is known, however many come at once. False: no further code is looked at. */
    take(email: string): boolean {
      const key = keyOf(email)
      const { count, until } = current(key) ?? { count: 0, until: now() + WINDOW_MS }
      if (count >= MOST_WRONG) return false
      // The oldest goes first: a flood of made-up addresses must not fill the memory.
      if (tries.size >= MOST_ADDRESSES && !tries.has(key)) tries.delete(tries.keys().next().value ?? '')
      tries.delete(key)
      tries.set(key, { count: count + 1, until })
      return true
    },
    /** The code was not looked at after all. */
    giveBack(email: string): void {
      const found = current(keyOf(email))
      if (found) found.count -= 1
    },
    /** The code was right. */
    clear: (email: string): void => void tries.delete(keyOf(email)),
  }
}

/** The count of this process. */
export const wrongCodes = codeAttempts()
