import type { ReactNode } from 'react'
import { SubPages } from '@/app/ui/sub-pages'
import { SECTIONS, type Section, sectionPath } from '@/utils/community/sections'
import { SECTION_TEXTS } from './section-texts'

const ICONS = {
  posts: 'icon-message-square',
  materials: 'icon-book-open',
  announcements: 'icon-megaphone',
} as const

const PAGES = SECTIONS.map((section: Section) => ({
  href: sectionPath(section),
  text: SECTION_TEXTS[section].title,
  icon: ICONS[section],
  section: '',
}))

export default function CommunityLayout({ children }: { children: ReactNode }) {
  return (
    <SubPages label="Community" groups={[{ pages: PAGES }]}>
      {children}
    </SubPages>
  )
}
