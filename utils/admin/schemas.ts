import { z } from 'zod'
import { ASSIGNABLE_ROLES } from '@/utils/auth/permissions/permissions'

const MAX_REASON_CHARACTERS = 200
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/

const reason = z
  .string({ error: 'Enter a reason.' })
  .trim()
  .min(1, 'Enter a reason.')
  .refine(
    (text) => [...text].length <= MAX_REASON_CHARACTERS,
    `Use at most ${MAX_REASON_CHARACTERS} characters.`,
  )
  .refine(
    (text) => text.isWellFormed() && !/\p{Cc}/u.test(text),
    'The reason can’t contain control characters.',
  )

const userId = z.guid()
const role = z.enum(ASSIGNABLE_ROLES, { error: 'Choose a role.' })

/** A time from `<input type="datetime-local">`, in UTC; empty means no expiry. */
const until = z
  .string()
  .default('')
  .refine((text) => text === '' || LOCAL_TIME.test(text), 'Enter a date and time, or leave this field empty.')
  .transform((text) => (text === '' ? undefined : `${text}Z`))
  .refine((time) => !time || Date.parse(time) > Date.now(), 'Choose a time in the future.')

export const grantRoleSchema = z.object({ userId, role, until, reason })
export const revokeRoleSchema = z.object({ userId, revokedRole: role, revokeReason: reason })
export const endSessionsSchema = z.object({ userId, endReason: reason })
export const requestFactorResetSchema = z.object({ userId, resetReason: reason })
export const cancelFactorResetSchema = z.object({ userId })
