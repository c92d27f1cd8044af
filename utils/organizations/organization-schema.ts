import { z } from 'zod'

/** The roles in an organization, in ascending order: no one manages a role above their own. */
export const ORGANIZATION_ROLES = ['member', 'admin', 'owner'] as const

export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number]

/** The roles that a user with a role may grant. */
export function grantableRoles(role: OrganizationRole): readonly OrganizationRole[] {
  return ORGANIZATION_ROLES.slice(0, ORGANIZATION_ROLES.indexOf(role) + 1)
}

/** A membership of the user, as the database lists it. */
export const membershipSchema = z.object({
  id: z.guid(),
  slug: z.string(),
  name: z.string(),
  requires_mfa: z.boolean(),
  role: z.enum(ORGANIZATION_ROLES),
  expires_at: z.string().nullable(),
  joined_at: z.string(),
  /** False while the organization requires a second factor that the session has not passed. */
  is_accessible: z.boolean(),
  /** No other owner could take over. */
  is_last_owner: z.boolean(),
  permissions: z.array(z.string()),
})

export type Membership = z.infer<typeof membershipSchema>

/** A member of an organization, as the database lists them. */
export const memberRowSchema = z.object({
  user_id: z.guid(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ORGANIZATION_ROLES),
  expires_at: z.string().nullable(),
  joined_at: z.string(),
})

export type Member = z.infer<typeof memberRowSchema>

/** A page of members. `next` is the last ID on it, or null on the last page. */
export type MembersPage = { members: Member[]; next: string | null }

/** A domain of an organization, as the database lists it. */
export const domainRowSchema = z.object({ domain: z.string(), added_by: z.string(), created_at: z.string() })

/** An organization that the user can join, as the database lists it. */
export const joinableSchema = z.object({ slug: z.string(), name: z.string(), domain: z.string() })
