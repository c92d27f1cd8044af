import type { User } from '@supabase/supabase-js'
import { z } from 'zod'

export const authenticatorAppSchema = z.object({ id: z.string(), name: z.string(), createdAt: z.string() })

/** An authenticator app that the user has set up. */
export type AuthenticatorApp = z.infer<typeof authenticatorAppSchema>

const DEFAULT_NAME = 'Authenticator app'

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
