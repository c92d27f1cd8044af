import type { Metadata } from 'next'
import { LINK_PREVIEW } from '@/app/site'
import type { SearchParams } from '@/utils/request/search-params'
import { SectionPage } from './section-page'

export const metadata: Metadata = {
  title: 'Posts',
  description: 'Posts by the members of this community.',
  ...LINK_PREVIEW,
}

export default function PostsPage({ searchParams }: { searchParams: SearchParams }) {
  return <SectionPage section="posts" searchParams={searchParams} />
}
