import type { Env } from '@/utils/env'

/** So many tries within a time; whoever has used them up is refused until it is over. */
export type Limit = {
  tries: number
  withinS: number
  /** Where tries that failed are counted: for how long all are refused from the last one on. */
  refusedS?: number
}

/** Whom a limit counts. Not knowing where a visitor comes from leaves `address` out, so that nobody answers for all others. */
export type Scope = 'account-and-address' | 'account' | 'address' | 'everybody'

export type Limits = Partial<Record<Scope, Limit>>

/** What can be tried too often. */
export type Matter = keyof ReturnType<typeof limits>

const MINUTE = 60
const HOUR = 60 * MINUTE

/** A flood is turned away for seconds, not for minutes: it must not become a way to lock everybody out. */
const atMost = (perSecond: number): Limit => ({ tries: perSecond * 10, withinS: 10 })

/**
 * Every limit there is. The first scope of a matter is the one that what went well sets back.
 *
 * OWASP ASVS 5.0: 6.1.1 (how they are set, and that nobody can be locked out on purpose), 6.3.1 (passwords), 6.6.3 (codes),
 * 2.4.1 (everything else). Whoever is refused at the password can have a link mailed, and the other way round; a session that
 * is there is not touched by any of this.
 */
export function limits({ apiCallsPerMinute }: Pick<Env, 'apiCallsPerMinute'>) {
  return {
    /** Passwords that were wrong. */
    login: {
      'account-and-address': { tries: 5, withinS: 5 * MINUTE, refusedS: 15 * MINUTE },
      // NIST SP 800-63B-4, 3.2.2: no more than 100 for an account. From many addresses, then.
      account: { tries: 100, withinS: HOUR, refusedS: 15 * MINUTE },
      // A school or an office has one address: twenty people who mistype five times.
      address: { tries: 100, withinS: 5 * MINUTE, refusedS: 15 * MINUTE },
      everybody: atMost(100),
    },
    /** Wrong passwords of somebody who is signed in already: only their own browsers use these up. */
    confirmation: {
      account: { tries: 5, withinS: 5 * MINUTE, refusedS: 15 * MINUTE },
    },
    /** Wrong codes, from wherever: a million of them, ten minutes, and one account (6.5.5, 6.6.3). */
    code: {
      account: { tries: 5, withinS: 10 * MINUTE, refusedS: 10 * MINUTE },
      address: { tries: 50, withinS: 10 * MINUTE, refusedS: 10 * MINUTE },
      everybody: atMost(100),
    },
    /** Mails that were asked for, whether one leaves or not. */
    mail: {
      'account-and-address': { tries: 10, withinS: 15 * MINUTE },
      account: { tries: 30, withinS: HOUR },
      address: { tries: 60, withinS: 15 * MINUTE },
      everybody: atMost(50),
    },
    signup: {
      'account-and-address': { tries: 10, withinS: 15 * MINUTE },
      account: { tries: 30, withinS: HOUR },
      address: { tries: 60, withinS: 15 * MINUTE },
      everybody: atMost(50),
    },
    /** New passwords for one account. */
    password: {
      account: { tries: 20, withinS: 10 * MINUTE },
    },
    /** Calls of the API, before it is known who calls. */
    api: {
      address: { tries: 2 * apiCallsPerMinute, withinS: MINUTE },
      everybody: { tries: 100 * apiCallsPerMinute, withinS: MINUTE },
    },
    /** Calls of one person. */
    caller: {
      account: { tries: apiCallsPerMinute, withinS: MINUTE },
    },
  } satisfies Record<string, Limits>
}
