import { z } from 'zod'
import { emailField, expiryField, isPlainLine } from '@/utils/forms/fields'
import { ORGANIZATION_ROLES } from './organization-schema'

const MAX_NAME_CHARACTERS = 100
export const MAX_SLUG_CHARACTERS = 40
/** Lowercase letters, digits, and single hyphens between them. The table has the same rule. */
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/
/** RFC 1035, 2.3.4. */
const MAX_DOMAIN_CHARACTERS = 253

/** The name of an organization. The table has the same limit. */
export const organizationName = z
  .string({ error: 'Enter a name.' })
  .trim()
  .min(1, 'Enter a name.')
  .refine((name) => [...name].length <= MAX_NAME_CHARACTERS, `Use at most ${MAX_NAME_CHARACTERS} characters.`)
  .refine(isPlainLine, 'The name can’t contain control or invisible characters.')

/** The part of the address that names an organization. The table has the same rule. */
export const organizationSlug = z
  .string({ error: 'Enter an address.' })
  .trim()
  .toLowerCase()
  .min(2, 'Use at least 2 characters.')
  .max(MAX_SLUG_CHARACTERS, `Use at most ${MAX_SLUG_CHARACTERS} characters.`)
  .regex(SLUG, 'Use letters from a to z, digits, and single hyphens between them, such as our-team.')

/** The domain of email addresses: in lower case and in ASCII, as the Auth server stores them. The table has the same rule. */
export const organizationDomain = z
  .string({ error: 'Enter a domain.' })
  .trim()
  .toLowerCase()
  .min(1, 'Enter a domain.')
  .max(MAX_DOMAIN_CHARACTERS, 'This domain is too long.')
  .regex(/^[ -~]*$/, 'Enter the domain in ASCII, such as xn--bcher-kva.example for bücher.example.')
  .regex(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'Enter the part of an email address after the @, such as example.com.',
  )

/** The slug in a hidden field; an invalid value becomes the slug of no organization. */
const organization = z.string().catch('')
const userId = z.guid()

export const createOrganizationSchema = z.object({ name: organizationName, slug: organizationSlug })
export const renameOrganizationSchema = z.object({ organization, name: organizationName })
export const organizationMfaSchema = z.object({ organization, required: z.literal('on').optional() })
export const leaveOrganizationSchema = z.object({ organization })
export const deleteOrganizationSchema = z.object({
  organization,
  slug: z.string({ error: 'Enter the address of the organization.' }).trim(),
})
export const memberRoleSchema = z.object({
  organization,
  userId,
  role: z.enum(ORGANIZATION_ROLES, { error: 'Choose a role.' }),
  until: expiryField,
})
export const invitationSchema = z.object({
  organization,
  email: emailField,
  role: z.enum(ORGANIZATION_ROLES, { error: 'Choose a role.' }),
  until: expiryField,
})
export const pendingInvitationSchema = z.object({ organization, invitationId: z.guid() })
export const memberSchema = z.object({ organization, userId })
export const domainSchema = z.object({ organization, domain: organizationDomain })
export const joinSchema = z.object({ organization })
