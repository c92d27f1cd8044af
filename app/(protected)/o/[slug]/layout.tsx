import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { communityPages } from '@/app/community/community-pages'
import { pageTitlesIfFound, respondNotFound } from '@/app/ui/not-found-page'
import { PageHeading } from '@/app/ui/page-heading'
import { SubPages } from '@/app/ui/sub-pages'
import { Unavailable } from '@/app/ui/unavailable'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { findMembership } from '@/utils/organizations/find-organization'
import { organizationPath } from '@/utils/organizations/paths'
import { requestedPath } from '@/utils/request/requested-path'

type OrganizationLayoutProps = { params: Promise<{ slug: string }>; children: ReactNode }

export async function generateMetadata({ params }: OrganizationLayoutProps): Promise<Metadata> {
  return await pageTitlesIfFound(async () => (await findMembership((await params).slug)) !== undefined)
}

/**
 * For members. All other users get a 404. Without a response from the database, a page is shown only to a form that was sent to it:
 * without JavaScript, what was typed exists nowhere else.
 */
export default async function OrganizationLayout({ params, children }: OrganizationLayoutProps) {
  const { slug } = await params
  const organization = await findMembership(slug)
  if (organization === undefined) return respondNotFound()
  const unavailable = !organization && <Unavailable retry={(await requestedPath()) ?? '/organizations'} />
  if (unavailable && !(await isFormSubmission()))
    return (
      <div className="grid gap-6">
        <PageHeading title="Temporarily unavailable" />
        {unavailable}
      </div>
    )
  const group = {
    title: organization?.name ?? slug,
    pages: [
      { href: organizationPath(slug), text: 'Overview', icon: 'icon-building-2' as const, section: '' },
      { href: organizationPath(slug, 'notes'), text: 'Notes', icon: 'icon-notebook-pen' as const },
      { href: organizationPath(slug, 'members'), text: 'Members', icon: 'icon-users' as const },
      ...(organization?.permissions.includes('members.manage')
        ? [{ href: organizationPath(slug, 'invitations'), text: 'Invitations', icon: 'icon-mail' as const }]
        : []),
      { href: organizationPath(slug, 'settings'), text: 'Settings', icon: 'icon-settings' as const },
    ],
  }
  const groups = [group, { title: 'Community', pages: communityPages(slug) }]
  return (
    <SubPages label="Organization" groups={groups}>
      {unavailable}
      {children}
    </SubPages>
  )
}
