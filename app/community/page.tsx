import type { Metadata } from 'next'
import type { SearchParams } from '@/utils/search-params'
import { SectionPage } from './section-page'

export const metadata: Metadata = { title: 'Posts' }

export default function PostsPage({ searchParams }: { searchParams: SearchParams }) {
  return <SectionPage section="posts" searchParams={searchParams} />
}
