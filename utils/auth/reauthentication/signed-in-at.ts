import { z } from 'zod'

/** https://supabase.com/docs/guides/auth/jwt-fields: how the session was opened, as the Auth server has signed it. */
export const amrSchema = z.array(z.object({ method: z.string(), timestamp: z.number() }))

/** Entries that prove nothing about who is there. */
const NO_PROOF = new Set(['anonymous', 'token_refresh'])

/** A code or a `token_hash`; a `?code=` of the Auth server's own templates. */
const BY_EMAIL = new Set(['otp', 'recovery', 'magiclink'])

const RECENT_S = 10 * 60

/**
 * When someone last proved who they are, in seconds since 1970. A refreshed token keeps the time: `iat` would not do.
 *
 * @param amr the claim of a verified access token. Without one that can be read the answer is 0, long ago.
 */
export function signedInAt(amr: unknown): number {
  return lastProof(amr, (method) => !NO_PROOF.has(method))
}

/** When someone last proved, by a link or a code of an email, that its mailbox is theirs. As signedInAt otherwise. */
export function emailVerifiedAt(amr: unknown): number {
  return lastProof(amr, (method) => BY_EMAIL.has(method))
}

function lastProof(amr: unknown, counts: (method: string) => boolean): number {
  const known = amrSchema.safeParse(amr).data ?? []
  return Math.max(0, ...known.filter(({ method }) => counts(method)).map(({ timestamp }) => timestamp))
}

/**
 * Whether a sign-in is fresh enough for what cannot be undone (OWASP ASVS 5.0, 7.5.1).
 *
 * @param now in milliseconds since 1970.
 */
export function isRecent(at: number, now: number): boolean {
  return now / 1000 - at <= RECENT_S
}
