import { z } from 'zod'
import { parseDuration } from '../parse-duration.ts'
import { invalid } from './auth-error.ts'

const metadata = z.record(z.string(), z.unknown()).nullish()

/** The fields of a user that an admin may set. */
export const AdminUserBody = z.object({
  id: z.string().default(''),
  role: z.string().default(''),
  email: z.string().default(''),
  password: z.string().nullish(),
  password_hash: z.string().default(''),
  email_confirm: z.boolean().default(false),
  user_metadata: metadata,
  app_metadata: metadata,
  ban_duration: z.string().default(''),
})

/**
 * The end of a ban with this duration: `"24h"`, `"1h30m"`.
 * @returns null for `"none"`, which lifts a ban; undefined without a duration. Throws 400 validation_failed for any other text.
 */
export function parseBanEnd(duration: string): string | null | undefined {
  if (duration === '') return undefined
  if (duration === 'none') return null
  try {
    return new Date(Date.now() + parseDuration(duration) * 1000).toISOString()
  } catch {
    throw invalid(`invalid format for ban duration: time: invalid duration ${JSON.stringify(duration)}`)
  }
}
