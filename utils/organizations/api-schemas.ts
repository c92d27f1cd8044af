import { z } from 'zod'
import type {} from 'zod-openapi'
import { userIdSchema } from '@/utils/api/current-user'
import { memberRowSchema, membershipSchema, ORGANIZATION_ROLES } from './organization-schema'
import { MAX_SLUG_CHARACTERS, organizationName, organizationSlug, SLUG } from './schemas'

/** The slug of an organization in a path. */
export const slugInPath = z
  .string()
  .regex(SLUG, 'Enter the slug of an organization.')
  .max(MAX_SLUG_CHARACTERS, 'Enter the slug of an organization.')

const time = z
  .string()
  .overwrite((stored) => new Date(stored).toISOString())
  .meta({ description: 'ISO 8601, in UTC.' })

/** An organization as the API returns it: with the membership of the caller. */
export const organizationSchema = membershipSchema
  .extend({ expires_at: time.nullable(), joined_at: time })
  .meta({ id: 'Organization' })

export const organizationsSchema = z
  .object({ organizations: z.array(organizationSchema) })
  .meta({ id: 'Organizations' })

export const newOrganizationSchema = z
  .strictObject({ name: organizationName, slug: organizationSlug })
  .meta({ id: 'NewOrganization' })

export const organizationChangeSchema = z
  .strictObject({ name: organizationName })
  .meta({ id: 'OrganizationChange' })

export const organizationMfaChangeSchema = z
  .strictObject({ requires_mfa: z.boolean({ error: 'Enter true or false.' }) })
  .meta({ id: 'OrganizationMfaChange' })

export const memberSchema = memberRowSchema
  .extend({ expires_at: time.nullable(), joined_at: time })
  .meta({ id: 'Member' })

export const membersPageSchema = z
  .object({
    members: z.array(memberSchema),
    next: userIdSchema
      .nullable()
      .meta({ description: 'Pass it as `after` to get the next page. Null on the last page.' }),
  })
  .meta({ id: 'MembersPage' })

export const memberChangeSchema = z
  .strictObject({
    role: z.enum(ORGANIZATION_ROLES, { error: 'Enter a role.' }),
    expires_at: z.iso
      .datetime({ offset: true, error: 'Enter a time such as 2030-01-31T12:00:00Z, or null.' })
      .nullable()
      .meta({ description: 'When the membership ends. Null if it doesn’t expire.' }),
  })
  .meta({ id: 'MemberChange' })
