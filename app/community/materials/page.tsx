import type { Metadata } from 'next'
import { LINK_PREVIEW } from '@/app/site'
import type { SearchParams } from '@/utils/request/search-params'
import { SectionPage } from '../section-page'

export const metadata: Metadata = {
  title: 'Materials',
  description: 'Learning materials from mentors.',
  ...LINK_PREVIEW,
}

export default function MaterialsPage({ searchParams }: { searchParams: SearchParams }) {
  return <SectionPage section="materials" searchParams={searchParams} />
}
