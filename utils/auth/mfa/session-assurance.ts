import type { User } from '@supabase/supabase-js'
import { z } from 'zod'

/**
 * What the database says about the assurance level of an active session (`session_assurance`).
 *
 * - `no_factor`: the user has no verified factor, so none is needed.
 * - `aal2`: the session itself has passed a second factor.
 * - `trusted_device`: it is spared the second factor, but is not at aal2.
 * - `aal2_required`: it lacks the second factor.
 */
export type SessionAssurance = 'no_factor' | 'aal2' | 'trusted_device' | 'aal2_required'

const assuranceSchema = z.object({
  reason: z.enum(['no_factor', 'aal2', 'trusted_device', 'aal2_required', 'session_ended']),
})

/**
 * @returns `session_ended` if the session has ended in the database, such as by a time-out, which the Auth server does not know;
 *   null if it is not a clear response.
 */
export function parseSessionAssurance(data: unknown): SessionAssurance | 'session_ended' | null {
  return assuranceSchema.safeParse(data).data?.reason ?? null
}

/** Whether the Auth server lists a factor that the user has verified. */
export function hasVerifiedFactor({ factors }: Pick<User, 'factors'>): boolean {
  return factors?.some(({ status }) => status === 'verified') ?? false
}
