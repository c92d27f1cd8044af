import type { SubPage } from '@/app/ui/sub-pages'
import { SECTIONS, type Section, sectionPath } from '@/utils/community/sections'
import { SECTION_TEXTS } from './section-texts'

const ICONS = {
  posts: 'icon-message-square',
  materials: 'icon-book-open',
  announcements: 'icon-megaphone',
} as const

/** The navigation between the sections of the public community, or of that of the organization with a slug. */
export function communityPages(organization?: string): SubPage[] {
  return SECTIONS.map((section: Section) => ({
    href: sectionPath(section, organization),
    text: SECTION_TEXTS[section].title,
    icon: ICONS[section],
    section: '',
  }))
}
