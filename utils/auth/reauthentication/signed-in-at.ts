import { z } from 'zod'

/** https://supabase.com/docs/guides/auth/jwt-fields: how the session was started, signed by the Auth server. */
export const amrSchema = z.array(z.object({ method: z.string(), timestamp: z.number() }))

/** Entries that do not prove the identity of the user. */
const NO_PROOF = new Set(['anonymous', 'token_refresh'])

/** A code or a `token_hash`; a `?code=` of the Auth server's default templates. */
const BY_EMAIL = new Set(['otp', 'recovery', 'magiclink'])

const RECENT_S = 10 * 60

/**
 * The time of the last sign-in, in seconds since 1970. A refresh does not change it, unlike `iat`.
 *
 * @param amr the claim of a verified access token. If it is missing or malformed, the result is 0.
 */
export function signedInAt(amr: unknown): number {
  return lastProof(amr, (method) => !NO_PROOF.has(method))
}

/** The time of the last sign-in with a link or a code of an email. Otherwise as signedInAt. */
export function emailVerifiedAt(amr: unknown): number {
  return lastProof(amr, (method) => BY_EMAIL.has(method))
}

function lastProof(amr: unknown, counts: (method: string) => boolean): number {
  const known = amrSchema.safeParse(amr).data ?? []
  return Math.max(0, ...known.filter(({ method }) => counts(method)).map(({ timestamp }) => timestamp))
}

/**
 * Whether a sign-in is recent enough for a sensitive action (OWASP ASVS 5.0, 7.5.1).
 *
 * @param now in milliseconds since 1970.
 */
export function isRecent(at: number, now: number): boolean {
  return now / 1000 - at <= RECENT_S
}
