import { z } from 'zod'
import { ASSIGNABLE_ROLES } from '@/utils/auth/permissions/permissions'
import { SIGNUP_MODES } from '@/utils/auth/signup/signup-modes'
import { expiryField } from '@/utils/forms/fields'
import { slugInPath } from '@/utils/organizations/api-schemas'

const MAX_REASON_CHARACTERS = 200

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

export const grantRoleSchema = z.object({ userId, role, until: expiryField, reason })
export const revokeRoleSchema = z.object({ userId, revokedRole: role, revokeReason: reason })
export const endSessionsSchema = z.object({ userId, endReason: reason })
export const banUserSchema = z.object({ userId, banUntil: expiryField, banReason: reason })
export const unbanUserSchema = z.object({ userId, unbanReason: reason })
export const requestFactorResetSchema = z.object({ userId, resetReason: reason })
export const cancelFactorResetSchema = z.object({ userId })

/** `slug` names the page to return to. */
const organization = { organizationId: z.guid(), slug: slugInPath }

export const linkSsoProviderSchema = z.object({
  ...organization,
  providerId: z.guid({ error: 'Choose an identity provider.' }),
})
export const unlinkSsoProviderSchema = z.object({ ...organization, unlinkedId: z.guid() })

const MAX_ENTRY_CHARACTERS = 320

export const signupModeSchema = z.object({ mode: z.enum(SIGNUP_MODES, { error: 'Choose who can sign up.' }) })

/** An email address, or @ and a domain. */
export const allowedEntrySchema = z.object({
  entry: z
    .string({ error: 'Enter an email address or a domain.' })
    .trim()
    .toLowerCase()
    .min(1, 'Enter an email address or a domain.')
    .max(MAX_ENTRY_CHARACTERS, 'This entry is too long.')
    .regex(
      /^[^@\s\p{Cc}]*@[^@\s\p{Cc}]+\.[^@\s.\p{Cc}]+$/u,
      'Enter an email address, such as name@example.com, or a domain, such as @example.com.',
    )
    .refine((text) => text.isWellFormed(), 'This entry contains a character that can’t be used.'),
})

export const removedEntrySchema = z.object({
  removedEntry: z.string().min(1).max(MAX_ENTRY_CHARACTERS),
})

export const approveRequestSchema = z.object({ approvedId: z.guid(), until: expiryField })
export const rejectRequestSchema = z.object({ rejectedId: z.guid() })
