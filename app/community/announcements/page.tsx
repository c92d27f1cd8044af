import type { Metadata } from 'next'
import { LINK_PREVIEW } from '@/app/site'
import type { SearchParams } from '@/utils/request/search-params'
import { SectionPage } from '../section-page'

export const metadata: Metadata = {
  title: 'Announcements',
  description: 'News from the people who run this community.',
  ...LINK_PREVIEW,
}

export default function AnnouncementsPage({ searchParams }: { searchParams: SearchParams }) {
  return <SectionPage section="announcements" searchParams={searchParams} />
}
