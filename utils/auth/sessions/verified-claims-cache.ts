import { hash } from 'node:crypto'
import type { SessionUser } from './session-state'

/** Below the ten minutes for which auth-js itself keeps the project's published keys. */
const KEPT_MS = 5 * 60_000
const MAX_KEPT = 1000

export type Verified = { user: SessionUser; expiresAt: number; algorithm: string }

/**
 * Remembers what verifying a session's token has found, because it finds the same each time: checking the signature is the
 * dearest thing that a signed-in page does (docs/performance.md). That the session still lives is another question, and the
 * middleware puts it to the Auth server for every request.
 *
 * Sessions are told apart by a digest of the whole cookie, so a cookie that differs in anything is verified anew, and no token
 * is kept. With a symmetric key it was the Auth server that verified the token: that is not remembered.
 *
 * @param now milliseconds since 1970.
 */
export function verifiedClaimsCache(now: () => number = Date.now) {
  const kept = new Map<string, { user: SessionUser; until: number }>()
  const keyOf = (cookie: string) => hash('sha256', cookie, 'base64')

  return {
    /** Who the session in this cookie belongs to; undefined when it has to be verified. */
    find(cookie: string): SessionUser | undefined {
      const key = keyOf(cookie)
      const found = kept.get(key)
      if (found && found.until > now()) return found.user
      kept.delete(key)
      return undefined
    },
    /** @param verified what the token's claims say; `expiresAt` in seconds since 1970. */
    keep(cookie: string, { user, expiresAt, algorithm }: Verified): void {
      if (algorithm.startsWith('HS')) return
      kept.set(keyOf(cookie), { user, until: Math.min(expiresAt * 1000, now() + KEPT_MS) })
      // A Map hands its keys out in the order in which they came.
      const [oldest] = kept.keys()
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
    },
  }
}
