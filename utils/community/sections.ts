import type { Permission } from '@/utils/auth/permissions/permissions'
import { organizationPath } from '@/utils/organizations/paths'

export const SECTIONS = ['posts', 'materials', 'announcements'] as const

export type Section = (typeof SECTIONS)[number]

/** The permission for each action in a section, on the site and in an organization. `deleteAny` includes other users' entries. */
export const SECTION_PERMISSIONS: Record<Section, Record<'create' | 'delete' | 'deleteAny', Permission>> = {
  posts: { create: 'posts.create', delete: 'posts.delete_own', deleteAny: 'posts.delete_any' },
  materials: { create: 'materials.create', delete: 'materials.delete', deleteAny: 'materials.delete' },
  announcements: {
    create: 'announcements.create',
    delete: 'announcements.delete',
    deleteAny: 'announcements.delete',
  },
}

/** The section with an untrusted name, or null. */
export function sectionOf(name: unknown): Section | null {
  return SECTIONS.find((section) => section === name) ?? null
}

/** The path of a section: of the public community, or of that of the organization with a slug. */
export function sectionPath(section: Section, organization?: string): string {
  const community = organization ? `${organizationPath(organization)}/community` : '/community'
  return section === 'posts' ? community : `${community}/${section}`
}
