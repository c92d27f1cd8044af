import type { User } from '@supabase/supabase-js'
import { z } from 'zod'

export const authenticatorAppSchema = z.object({ id: z.string(), name: z.string(), createdAt: z.string() })

/** An authenticator app that the user has set up. */
export type AuthenticatorApp = z.infer<typeof authenticatorAppSchema>

const DEFAULT_NAME = 'Authenticator app'

/** The suggested name of a new authenticator app: Phone, or the first of Phone 2, Phone 3 and so on that no factor has. */
export function suggestFactorName({ factors = [] }: Pick<User, 'factors'>): string {
  const taken = new Set(
    factors.filter(({ status }) => status === 'verified').map((factor) => factor.friendly_name),
  )
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'Phone' : `Phone ${number}`
    if (!taken.has(name)) return name
  }
}

/** The verified authenticator apps of an account, the oldest first. */
export function authenticatorApps({ factors = [] }: Pick<User, 'factors'>): AuthenticatorApp[] {
  return factors
    .filter(({ factor_type, status }) => factor_type === 'totp' && status === 'verified')
    .sort((a, b) => a.created_at.localeCompare(b.created_at))
    .map(({ id, friendly_name, created_at }) => ({
      id,
      name: friendly_name || DEFAULT_NAME,
      createdAt: created_at,
    }))
}
