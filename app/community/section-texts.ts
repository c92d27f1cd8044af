import type { Section } from '@/utils/community/sections'

export const NOT_PUBLISHED = 'This could not be published. Your text is still here. Try again in a moment.'
export const NOT_DELETED = 'This could not be deleted. Try again in a moment.'

type SectionTexts = { title: string; lead: string; one: string; add: string; empty: string }

/** The texts of the community's sections. */
export const SECTION_TEXTS: Record<Section, SectionTexts> = {
  posts: {
    title: 'Posts',
    lead: 'Questions and ideas from members of the community.',
    one: 'post',
    add: 'Write a post',
    empty: 'No posts yet',
  },
  materials: {
    title: 'Materials',
    lead: 'Learning materials from mentors.',
    one: 'material',
    add: 'Add a material',
    empty: 'No materials yet',
  },
  announcements: {
    title: 'Announcements',
    lead: 'News from the team that runs the community.',
    one: 'announcement',
    add: 'Make an announcement',
    empty: 'No announcements yet',
  },
}
