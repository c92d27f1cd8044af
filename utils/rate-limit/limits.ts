import type { Env } from '@/utils/env'

/** So many attempts within a time; a subject that has used them up is limited until it is over. */
export type Limit = {
  attempts: number
  withinS: number
  /** Where failed attempts are counted: for how long all are refused from the last one on. */
  blockedS?: number
  /** A pace instead of an end: once they are used up, one attempt every so many seconds. */
  thenEveryS?: number
}

/**
 * Whom a limit counts, from the narrowest to the widest: what one refuses does not reach the next.
 *
 * - `own`: a browser that signed in to the account before (utils/auth/devices/device-cookie.ts), or the person where it is said so. While
 *   this one is not used up, no other scope counts the attempt or refuses it; from then on it is a stranger's.
 * - `session`: someone who is signed in, in this session.
 * - `account-and-address`, `account`, `address`, `site`: strangers. Not knowing client addresses leaves `address` out, so that
 *   no one answers for all others.
 * - `unusual`: failures of strangers on the whole site. It refuses no one by itself: see slow-lane.ts.
 */
export const SCOPES = [
  'own',
  'session',
  'account-and-address',
  'account',
  'address',
  'site',
  'unusual',
] as const

export type Scope = (typeof SCOPES)[number]

export type Limits = Partial<Record<Scope, Limit>>

/** What can be attempted too often. */
export type LimiterName = keyof ReturnType<typeof limits>

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A flood is turned away for seconds, not for minutes: it must not become a way to lock everyone out. */
const atMost = (perSecond: number): Limit => ({ attempts: perSecond * 10, withinS: 10 })

/** A stolen device cookie buys five guesses a day. The next sign-in in the true browser gives it a new id, and five more. */
const DEVICE_GUESSES: Limit = { attempts: 5, withinS: DAY }

/** The Auth server sends one address an email a minute at most; a known device is held to about that. */
const DEVICE_EMAILS: Limit = { attempts: 10, withinS: 15 * MINUTE }

/**
 * Emails to one account are paced and never closed to anyone. Each voids the link before it, so what one stranger asks for is
 * good for as long as the next has to wait: three minutes, longer than an email takes. 30 an hour.
 */
const EMAIL_PACE: Limit = { attempts: 5, withinS: 30 * MINUTE, thenEveryS: 3 * MINUTE }

/** The same for what is sent only while an address waits for its confirmation: as far apart as such a link lives. 12 an hour. */
const CONFIRMATION_PACE: Limit = { attempts: 3, withinS: 30 * MINUTE, thenEveryS: 10 * MINUTE }

/** A class or an office that signs up at once. */
const EMAILS_FROM_ADDRESS: Limit = { attempts: 60, withinS: 15 * MINUTE }

/**
 * Every limit there is.
 *
 * OWASP ASVS 5.0: 6.1.1 (how they are set, and that no one can be locked out on purpose), 6.3.1 (passwords), 6.6.3 (codes),
 * 2.4.1 (everything else); OWASP's device cookies
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). Strangers can close the password and
 * the code of an account for each other, never its emailed link; a session that is there is not touched by any of this.
 */
export function limits({ apiCallsPerMinute }: Pick<Env, 'apiCallsPerMinute'>) {
  return {
    /** Passwords that were wrong. */
    login: {
      own: DEVICE_GUESSES,
      'account-and-address': { attempts: 5, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
      // NIST SP 800-63B-4, 3.2.2: no more than 100 for an account. From many addresses, then.
      account: { attempts: 100, withinS: HOUR, blockedS: 15 * MINUTE },
      // A school or an office has one address: twenty people who mistype five times.
      address: { attempts: 100, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
      site: atMost(100),
      // Of 400 sign-ins a minute in browsers that are new to their accounts, one in ten goes wrong: a site of some ten thousand
      // users on a Monday morning.
      unusual: { attempts: 200, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
    },
    /** Wrong passwords of someone who is signed in already. */
    reauthentication: {
      session: { attempts: 5, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
    },
    /** Wrong codes, from wherever: a million of them, ten minutes, and one account (6.5.5, 6.6.3). */
    code: {
      own: DEVICE_GUESSES,
      account: { attempts: 5, withinS: 10 * MINUTE, blockedS: 10 * MINUTE },
      address: { attempts: 50, withinS: 10 * MINUTE, blockedS: 10 * MINUTE },
      site: atMost(100),
    },
    /** Wrong codes of someone who is signed in already. */
    'own-code': {
      session: { attempts: 5, withinS: 10 * MINUTE, blockedS: 10 * MINUTE },
    },
    /** Emails that were requested, whether one leaves or not: whatever signs in or sets a new password. */
    email: {
      own: DEVICE_EMAILS,
      account: EMAIL_PACE,
      address: EMAILS_FROM_ADDRESS,
      site: atMost(50),
    },
    /** Sign-ups. Apart from `email`: who asks for an email to an address without an account must not hold up its owner's. */
    signup: {
      own: DEVICE_EMAILS,
      account: CONFIRMATION_PACE,
      address: EMAILS_FROM_ADDRESS,
      site: atMost(50),
    },
    /** Confirmations once more. Apart from both: for an account that is confirmed, or none, nothing is sent. */
    confirmation: {
      own: DEVICE_EMAILS,
      account: CONFIRMATION_PACE,
      address: EMAILS_FROM_ADDRESS,
      site: atMost(50),
    },
    /** Emails to someone who is signed in already. */
    'own-email': {
      session: { attempts: 10, withinS: 20 * MINUTE },
    },
    /** Emails to an address that someone wants to change to. The first of a day to one address is each person's own. */
    'new-address': {
      own: { attempts: 1, withinS: DAY },
      account: CONFIRMATION_PACE,
    },
    /** New passwords for one account. */
    password: {
      session: { attempts: 20, withinS: 10 * MINUTE },
    },
    /** Calls of the API, before it is known who calls. */
    api: {
      address: { attempts: 2 * apiCallsPerMinute, withinS: MINUTE },
      site: { attempts: 100 * apiCallsPerMinute, withinS: MINUTE },
    },
    /** Calls of one person. */
    caller: {
      account: { attempts: apiCallsPerMinute, withinS: MINUTE },
    },
  } satisfies Record<string, Limits>
}
