import type { OrganizationRole } from './organization-schema'

/** The names of the roles on screen. */
export const ROLE_NAMES: Record<OrganizationRole, string> = {
  member: 'Member',
  admin: 'Admin',
  owner: 'Owner',
}
