import type { Metadata } from 'next'
import Link from 'next/link'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Icon } from '@/app/ui/svg-icon'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { GUEST_PAGE } from '@/utils/auth/routes'
import { firstParam, type SearchParams } from '@/utils/request/search-params'

export const metadata: Metadata = { title: 'Data' }

export default async function DataPage({ searchParams }: { searchParams: SearchParams }) {
  const { isGuest } = await requireUser()
  const notice = await firstParam(searchParams, 'notice')
  return (
    <>
      <PageHeading title="Data" lead="Take your data with you, or delete it." />
      {notice === 'unavailable' && (
        <Unavailable retry="/account/data/export">We couldn’t collect your data.</Unavailable>
      )}
      <Section title="Export your data" lead="Everything we store about you, as one JSON file.">
        <a href="/account/data/export" download className="button button-quiet sm:justify-self-start">
          <Icon name="icon-download" className="size-4.5" />
          Download your data
        </a>
      </Section>
      <Section
        title="Delete account"
        lead="Permanently deletes your account and everything in it. This can’t be undone."
        danger
      >
        <Link
          prefetch={false}
          href={isGuest ? `${GUEST_PAGE}#sign-out` : '/account/data/delete'}
          className="button button-danger sm:justify-self-start"
        >
          Delete account…
        </Link>
      </Section>
    </>
  )
}
