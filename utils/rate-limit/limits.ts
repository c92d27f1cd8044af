import type { Env } from '@/utils/env'

/** A number of attempts within a period. */
export type Limit = {
  attempts: number
  withinS: number
  /** For failed attempts: how long all attempts are rejected after the last one. */
  blockedS?: number
  /** Once the attempts are used up, one attempt is allowed per this many seconds. */
  thenEveryS?: number
}

/**
 * The scopes of a limit, from narrow to wide. An attempt that one scope rejects is not counted by the next.
 *
 * - `own`: a browser that has signed in to the account before (utils/auth/devices/device-cookie.ts), or a user that the caller
 *   names. Until it is used up, no other scope counts or rejects the attempt; after that, the browser counts as unrecognized.
 * - `session`: the session of a signed-in user.
 * - `account-and-address`, `account`, `address`, `site`: unrecognized browsers. Without known client addresses, `address` is left
 *   out.
 * - `unusual`: failures of unrecognized browsers on the whole site. It queues attempts and does not reject them by itself: see
 *   sign-in-queue.ts.
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

/** The names of all limiters. */
export type LimiterName = keyof ReturnType<typeof limits>

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Site-wide limits last seconds, so that a flood of requests cannot lock everyone out. */
const atMost = (perSecond: number): Limit => ({ attempts: perSecond * 10, withinS: 10 })

/**
 * A stolen device cookie allows five guesses a day. The next sign-in of the owner replaces the ID in the cookie and allows five
 * more.
 */
const DEVICE_GUESSES: Limit = { attempts: 5, withinS: DAY }

/**
 * Only a client that has signed in makes these attempts. A browser that has passed the second factor before has attempts of its own,
 * which a sign-in does not renew.
 */
const MFA_CODES: Limits = {
  own: DEVICE_GUESSES,
  account: { attempts: 5, withinS: 10 * MINUTE, blockedS: 15 * MINUTE },
}

/** The limiters of codes for a second factor. They count per account: a new session would bring new guesses. */
export const MFA_LIMITERS: ReadonlySet<string> = new Set<LimiterName>(['mfa-code', 'mfa-recovery-code'])

const PASSKEYS: Limits = { address: { attempts: 100, withinS: 5 * MINUTE }, site: atMost(50) }

/** Close to the limit of the Auth server, which sends at most one email per minute to an address. */
const DEVICE_EMAILS: Limit = { attempts: 10, withinS: 15 * MINUTE }

/**
 * Emails to one account are delayed, never blocked. Each email invalidates the previous link, so a link requested by anyone stays
 * valid for at least three minutes, longer than the delivery takes. At most 30 an hour.
 */
const EMAIL_PACE: Limit = { attempts: 5, withinS: 30 * MINUTE, thenEveryS: 3 * MINUTE }

/** The same for confirmation emails, at the interval of a link's lifetime. At most 12 an hour. */
const CONFIRMATION_PACE: Limit = { attempts: 3, withinS: 30 * MINUTE, thenEveryS: 10 * MINUTE }

/** Enough for a class or an office that signs up at the same time. */
const EMAILS_FROM_ADDRESS: Limit = { attempts: 60, withinS: 15 * MINUTE }

/**
 * All limits.
 *
 * OWASP ASVS 5.0: 6.1.1 (how they are set, and that no one can be locked out on purpose), 6.3.1 (passwords), 6.6.3 (codes), 2.4.1
 * (everything else); OWASP's device cookies
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). Unrecognized browsers can block the
 * password and the code of an account for each other, but not its email link. Existing sessions are not affected.
 */
export function limits({ apiCallsPerMinute }: Pick<Env, 'apiCallsPerMinute'>) {
  return {
    /** Incorrect passwords. */
    login: {
      own: DEVICE_GUESSES,
      'account-and-address': { attempts: 5, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
      // NIST SP 800-63B-4, 3.2.2: at most 100 failures per account.
      account: { attempts: 100, withinS: HOUR, blockedS: 15 * MINUTE },
      // A school or an office shares one address: 20 users, five failures each.
      address: { attempts: 100, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
      site: atMost(100),
      // 400 sign-ins a minute in unrecognized browsers, one in ten of which fails: a site with about 10,000 users on a Monday
      // morning.
      unusual: { attempts: 200, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
    },
    /** Incorrect passwords of a signed-in user. */
    reauthentication: {
      session: { attempts: 5, withinS: 5 * MINUTE, blockedS: 15 * MINUTE },
    },
    /** Incorrect codes: one in a million, valid for ten minutes, for one account (6.5.5, 6.6.3). */
    code: {
      own: DEVICE_GUESSES,
      account: { attempts: 5, withinS: 10 * MINUTE, blockedS: 10 * MINUTE },
      address: { attempts: 50, withinS: 10 * MINUTE, blockedS: 10 * MINUTE },
      site: atMost(100),
    },
    /** Incorrect codes of a signed-in user. */
    'own-code': {
      session: { attempts: 5, withinS: 10 * MINUTE, blockedS: 10 * MINUTE },
    },
    /** Incorrect codes of an authenticator app: three in a million are valid, for one account (6.6.3). */
    'mfa-code': MFA_CODES,
    /** Incorrect recovery codes. The database counts them as well. */
    'mfa-recovery-code': MFA_CODES,
    /** Setups of authenticator apps, and new sets of recovery codes. */
    'mfa-setup': {
      session: { attempts: 20, withinS: 10 * MINUTE },
    },
    /** Challenges for passkeys. Nothing can be guessed: this protects the Auth server's own limit per address. */
    passkey: PASSKEYS,
    /** Responses to these challenges, successful or not. A browser can send one again and again. */
    'passkey-sign-in': PASSKEYS,
    /** New passkeys of a signed-in user, and re-authentications with one. */
    'own-passkey': {
      session: { attempts: 20, withinS: 10 * MINUTE },
    },
    /** Requests for an email that signs in or sets a new password, whether one is sent or not. */
    email: {
      own: DEVICE_EMAILS,
      account: EMAIL_PACE,
      address: EMAILS_FROM_ADDRESS,
      site: atMost(50),
    },
    /** Sign-ups. Separate from `email`: sign-ups with someone's address must not delay the emails of its owner. */
    signup: {
      own: DEVICE_EMAILS,
      account: CONFIRMATION_PACE,
      address: EMAILS_FROM_ADDRESS,
      site: atMost(50),
    },
    /** Starts of single sign-on. Nothing can be guessed: this protects the Auth server's own limit per address. */
    sso: { address: { attempts: 60, withinS: 5 * MINUTE }, site: atMost(50) },
    /** Re-authentications with single sign-on. */
    'own-sso': { session: { attempts: 20, withinS: 10 * MINUTE } },
    /** Guest sessions. Enough for a class; the Auth server has a limit of its own per address. */
    guest: {
      address: { attempts: 30, withinS: HOUR },
      site: atMost(10),
    },
    /** Resent confirmations. Separate from both, because nothing is sent to a confirmed or missing account. */
    confirmation: {
      own: DEVICE_EMAILS,
      account: CONFIRMATION_PACE,
      address: EMAILS_FROM_ADDRESS,
      site: atMost(50),
    },
    /** Requests for access. Separate from all others: nothing is sent. */
    'access-request': {
      account: { attempts: 5, withinS: HOUR },
      address: { attempts: 20, withinS: 15 * MINUTE },
      site: atMost(5),
    },
    /** Invitations to an organization, new or resent. */
    invitation: {
      session: { attempts: 30, withinS: 10 * MINUTE },
    },
    /** Invitations to one address by any sender. */
    'invited-address': {
      account: EMAIL_PACE,
    },
    /** New accounts by invitation, with the 256-bit token of an email. */
    'invitation-acceptance': {
      address: { attempts: 20, withinS: 10 * MINUTE },
      site: atMost(20),
    },
    /** Emails to a signed-in user. */
    'own-email': {
      session: { attempts: 10, withinS: 20 * MINUTE },
    },
    /** Emails to the new address of an email change. Each user has one per day and address that counts in no other scope. */
    'new-address': {
      own: { attempts: 1, withinS: DAY },
      account: CONFIRMATION_PACE,
    },
    /** Reports of a sign-in, with the 256-bit token of an email. */
    'device-report': {
      address: { attempts: 20, withinS: 10 * MINUTE },
      site: atMost(20),
    },
    /** New pictures of one account: each is decoded and encoded. */
    avatar: {
      session: { attempts: 20, withinS: 10 * MINUTE },
    },
    /** Access tokens for live updates. A page needs one when it opens and before the last one expires. */
    'live-token': {
      session: { attempts: 120, withinS: MINUTE },
    },
    /** New passwords of one account. */
    password: {
      session: { attempts: 20, withinS: 10 * MINUTE },
    },
    /** API calls, before the caller is identified. */
    api: {
      address: { attempts: 2 * apiCallsPerMinute, withinS: MINUTE },
      site: { attempts: 100 * apiCallsPerMinute, withinS: MINUTE },
    },
    /** API calls of one user. */
    caller: {
      account: { attempts: apiCallsPerMinute, withinS: MINUTE },
    },
  } satisfies Record<string, Limits>
}
