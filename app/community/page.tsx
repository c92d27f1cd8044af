import type { Metadata } from 'next'
import { LINK_PREVIEW } from '@/app/site'
import type { SearchParams } from '@/utils/request/search-params'
import { SectionPage } from './section-page'

export const metadata: Metadata = {
  title: 'Posts',
  description: 'What people of this community have to say.',
  ...LINK_PREVIEW,
}

export default function PostsPage({ searchParams }: { searchParams: SearchParams }) {
  return <SectionPage section="posts" searchParams={searchParams} />
}
