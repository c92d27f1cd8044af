import { z } from 'zod'
import { hostCookieName } from '@/utils/cookies/cookie-name'
import type { CookieWrite } from '@/utils/supabase/session-cookies'

/** The limit that ends a session (`private.session_limits`). */
export type TimeoutKind = 'idle' | 'absolute'

/** What the database says about the time-outs of a session (`touch_session`). */
export type SessionTimes = {
  isActive: boolean
  /** The limit that will end the session, or has ended it. Null if there is none. */
  expiresBy: TimeoutKind | null
  /** Negative or 0 once it has timed out. */
  expiresInSeconds: number | null
}

const timesSchema = z
  .object({
    is_active: z.boolean(),
    expires_by: z.enum(['idle', 'absolute']).nullable(),
    expires_in_seconds: z.number().nullable(),
  })
  .transform(({ is_active, expires_by, expires_in_seconds }) => ({
    isActive: is_active,
    expiresBy: expires_by,
    expiresInSeconds: expires_in_seconds,
  }))

/** The response about a session that no longer exists is null. */
const ENDED: SessionTimes = { isActive: false, expiresBy: null, expiresInSeconds: null }

/** @returns undefined if it is not a clear response. */
export function parseSessionTimes(data: unknown): SessionTimes | undefined {
  return data === null ? ENDED : timesSchema.safeParse(data).data
}

/** The limit that has ended a session. Undefined if it ended for another reason. */
export function timeoutOf({ isActive, expiresBy, expiresInSeconds }: SessionTimes): TimeoutKind | undefined {
  const hasExpired = !isActive && expiresInSeconds !== null && expiresInSeconds <= 0
  return hasExpired ? (expiresBy ?? undefined) : undefined
}

/**
 * The name of the cookie that tells the scripts of all tabs when the session times out. Nothing is decided by it: the database
 * enforces the time-outs.
 */
export function expiryCookieName(siteUrl: string): string {
  return hostCookieName('session-expiry', siteUrl)
}

/** The cookie for an active session: the time in milliseconds, a dot, and the limit. None without a limit. */
export function expiryCookie(
  { expiresBy, expiresInSeconds }: SessionTimes,
  siteUrl: string,
): CookieWrite | null {
  if (expiresBy === null || expiresInSeconds === null) return null
  return {
    name: expiryCookieName(siteUrl),
    value: `${Date.now() + expiresInSeconds * 1000}.${expiresBy}`,
    options: { path: '/', sameSite: 'lax', secure: siteUrl.startsWith('https:') },
  }
}
