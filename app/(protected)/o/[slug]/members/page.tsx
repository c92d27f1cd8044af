import type { Metadata } from 'next'
import Link from 'next/link'
import { z } from 'zod'
import { Avatar } from '@/app/ui/avatar'
import { Badge } from '@/app/ui/badge'
import { ListCard } from '@/app/ui/list-card'
import { ListEntry } from '@/app/ui/list-entry'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { findOrganization } from '@/utils/organizations/find-organization'
import type { Member } from '@/utils/organizations/organization-schema'
import { listMembers } from '@/utils/organizations/organizations'
import { memberPath, organizationPath } from '@/utils/organizations/paths'
import { ROLE_NAMES } from '@/utils/organizations/role-names'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'

export const metadata: Metadata = { title: 'Members' }

const NOTICES = new Map([
  ['removed', 'Member removed.'],
  ['transferred', 'Ownership transferred. You are now an admin.'],
])

type MembersPageProps = { params: Promise<{ slug: string }>; searchParams: SearchParams }

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const user = await requireUser()
  const { slug } = await params
  const organization = await findOrganization(slug)
  if (!organization) return null
  const after = z.guid().safeParse(await firstParam(searchParams, 'after')).data
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const page = await listMembers(await createClient(), organization.id, after)
  const path = organizationPath(slug, 'members')
  const canManage = organization.permissions.includes('members.manage')
  return (
    <>
      <PageHeading title="Members" lead={`Everyone who can see the notes of ${organization.name}.`} />
      {notice && <Notice>{notice}</Notice>}
      {page.ok ? (
        <>
          <ListCard aria-label="Members">
            {page.data.members.map((member) => (
              <li key={member.user_id}>
                <MemberEntry
                  member={member}
                  href={
                    canManage && member.user_id !== user.id ? memberPath(slug, member.user_id) : undefined
                  }
                />
              </li>
            ))}
          </ListCard>
          <Pager
            label="Pages of members"
            first={after ? path : undefined}
            next={page.data.next ? `${path}?after=${page.data.next}` : undefined}
            firstText="First members"
            nextText="More members"
          />
        </>
      ) : (
        <Unavailable retry={path}>The members can’t be shown right now.</Unavailable>
      )}
    </>
  )
}

function MemberEntry({ member, href }: { member: Member; href: string | undefined }) {
  const { name, email, role, expires_at, joined_at } = member
  const title = name || email
  return (
    <>
      <ListEntry
        icon={<Avatar name={title} />}
        title={
          href ? (
            <Link prefetch={false} href={href} className="link inline-flex min-h-11 items-center">
              {title}
            </Link>
          ) : (
            title
          )
        }
      >
        {email} · joined <Timestamp at={joined_at} />
        {expires_at && (
          <>
            {' '}
            · until <Timestamp at={expires_at} relative={false} />
          </>
        )}
      </ListEntry>
      {expires_at && Date.parse(expires_at) <= Date.now() && <Badge kind="warning">expired</Badge>}
      <Badge>{ROLE_NAMES[role]}</Badge>
    </>
  )
}
