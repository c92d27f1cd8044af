import type { Metadata } from 'next'
import type { SearchParams } from '@/utils/search-params'
import { SectionPage } from '../section-page'

export const metadata: Metadata = {
  title: 'Materials',
  description: 'What mentors have put together to learn from.',
}

export default function MaterialsPage({ searchParams }: { searchParams: SearchParams }) {
  return <SectionPage section="materials" searchParams={searchParams} />
}
