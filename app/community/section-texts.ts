import type { Section } from '@/utils/community/sections'

type SectionTexts = { title: string; lead: string; one: string; add: string; none: string }

/** What the sections of the community are called, and what is said in each. */
export const SECTION_TEXTS: Record<Section, SectionTexts> = {
  posts: {
    title: 'Posts',
    lead: 'What people of this community have to say.',
    one: 'post',
    add: 'Write a post',
    none: 'Nobody has written anything yet.',
  },
  materials: {
    title: 'Materials',
    lead: 'What mentors have put together to learn from.',
    one: 'material',
    add: 'Add a material',
    none: 'There are no materials yet.',
  },
  announcements: {
    title: 'Announcements',
    lead: 'News from the people who run this community.',
    one: 'announcement',
    add: 'Make an announcement',
    none: 'There is no news yet.',
  },
}
