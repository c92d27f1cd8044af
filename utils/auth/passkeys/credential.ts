import type { VerifyPasskeyAuthenticationParams } from '@supabase/supabase-js'
import { z } from 'zod'

/** The lifetime of a challenge (`ChallengeExpiryDuration` in supabase/auth). */
export const CHALLENGE_LIFETIME_S = 5 * 60

/** A credential with attestation has about 1,000 characters. */
const MAX_CHARACTERS = 20_000

const credentialSchema = z.looseObject({
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: z.string() }),
})

type Credential = VerifyPasskeyAuthenticationParams['credential']

/**
 * Parses what `PublicKeyCredential.toJSON()` returned in the browser. The Auth server verifies it.
 *
 * @returns null if it is missing, too long or in another format.
 */
export function parseCredential(sent: unknown): Credential | null {
  if (typeof sent !== 'string' || sent.length > MAX_CHARACTERS) return null
  try {
    return (credentialSchema.safeParse(JSON.parse(sent)).data as Credential | undefined) ?? null
  } catch {
    return null
  }
}
