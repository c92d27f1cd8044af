import type { User } from '@supabase/supabase-js'
import { z } from 'zod'

/** What the database says about the assurance level of a session (`session_assurance`). */
export type SessionAssurance = {
  /** False if the session has ended in the database, such as by a time-out, which the Auth server does not know. */
  isActive: boolean
  /** The user has a verified factor. */
  hasFactor: boolean
  /** The session itself has passed a second factor. A trusted device does not count. */
  isAal2: boolean
  /** The session may be used: there is no factor, it was passed, or the device is trusted. */
  isSufficient: boolean
}

const assuranceSchema = z
  .object({
    has_factor: z.boolean(),
    is_aal2: z.boolean(),
    is_sufficient: z.boolean(),
    reason: z.enum(['no_factor', 'aal2', 'trusted_device', 'aal2_required', 'session_ended']),
  })
  .transform(({ has_factor, is_aal2, is_sufficient, reason }) => ({
    isActive: reason !== 'session_ended',
    hasFactor: has_factor,
    isAal2: is_aal2,
    isSufficient: is_sufficient,
  }))

/** @returns null if it is not a clear response. */
export function parseSessionAssurance(data: unknown): SessionAssurance | null {
  return assuranceSchema.safeParse(data).data ?? null
}

/** Whether the Auth server lists a factor that the user has verified. */
export function hasVerifiedFactor({ factors }: Pick<User, 'factors'>): boolean {
  return factors?.some(({ status }) => status === 'verified') ?? false
}
