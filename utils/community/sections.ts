import type { Permission } from '@/utils/auth/permissions/permissions'

export const SECTIONS = ['posts', 'materials', 'announcements'] as const

export type Section = (typeof SECTIONS)[number]

/** What each act in a section needs. `deleteAny` is for other people's entries, `delete` for one's own at least. */
export const SECTION_PERMISSIONS: Record<Section, Record<'create' | 'delete' | 'deleteAny', Permission>> = {
  posts: { create: 'posts.create', delete: 'posts.delete_own', deleteAny: 'posts.delete_any' },
  materials: { create: 'materials.create', delete: 'materials.delete', deleteAny: 'materials.delete' },
  announcements: {
    create: 'announcements.create',
    delete: 'announcements.delete',
    deleteAny: 'announcements.delete',
  },
}

/** The section that something from outside names, or null. */
export function sectionOf(name: unknown): Section | null {
  return SECTIONS.find((section) => section === name) ?? null
}

/** Where a section is shown. */
export function sectionPath(section: Section): string {
  return section === 'posts' ? '/community' : `/community/${section}`
}
