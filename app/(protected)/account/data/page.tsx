import type { Metadata } from 'next'
import Link from 'next/link'
import { Section } from '@/app/ui/section'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { PageHeading } from '../page-heading'

export const metadata: Metadata = { title: 'Your data' }

export default async function DataPage({ searchParams }: { searchParams: SearchParams }) {
  await requireUser()
  const notice = await firstParam(searchParams, 'notice')
  return (
    <>
      <PageHeading title="Your data" />
      {notice === 'unavailable' && (
        <Unavailable retry="/account/data/export">Your data cannot be collected right now.</Unavailable>
      )}
      <Section
        title="Download"
        lead="Everything that is kept about you, in one file that other programs can read too."
      >
        <a href="/account/data/export" download className="button button-quiet">
          Download your data
        </a>
      </Section>
      <Section
        title="Delete your account"
        lead="Your account and everything in it is deleted at once and for good. Nobody can bring it back."
      >
        <Link prefetch={false} href="/account/data/delete" className="button button-quiet text-danger">
          Delete your account…
        </Link>
      </Section>
    </>
  )
}
