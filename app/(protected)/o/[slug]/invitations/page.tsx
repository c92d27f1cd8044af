import type { Metadata } from 'next'
import { Badge } from '@/app/ui/badge'
import { ListCard } from '@/app/ui/list-card'
import { ListEntry } from '@/app/ui/list-entry'
import { respondNotFound, titleIfFound } from '@/app/ui/not-found-page'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Pager } from '@/app/ui/pager'
import { Section } from '@/app/ui/section'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { listDomains } from '@/utils/organizations/domains'
import { findOrganization } from '@/utils/organizations/find-organization'
import { listInvitations, type PendingInvitation } from '@/utils/organizations/invitations'
import { grantableRoles, type Membership } from '@/utils/organizations/organization-schema'
import { organizationPath } from '@/utils/organizations/paths'
import { ROLE_NAMES } from '@/utils/organizations/role-names'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { createClient } from '@/utils/supabase/server'
import { Domains } from './domains/domains'
import { InviteForm, ResendForm, RevokeForm } from './forms'

const NOTICES = new Map([
  ['sent', 'Invitation sent.'],
  ['revoked', 'Invitation revoked.'],
  ['domain-added', 'Domain added.'],
  ['domain-removed', 'Domain removed.'],
])

type InvitationsPageProps = { params: Promise<{ slug: string }>; searchParams: SearchParams }

export async function generateMetadata({ params }: InvitationsPageProps): Promise<Metadata> {
  const { slug } = await params
  return await titleIfFound('Invitations', async () => mayInvite(await findOrganization(slug)))
}

/** Whether the user may invite people. Unknown if the organization is: then only a submitted form is shown. */
const mayInvite = (organization: Membership | null) =>
  organization?.permissions.includes('members.manage') ?? true

export default async function InvitationsPage({ params, searchParams }: InvitationsPageProps) {
  const user = await requireUser()
  const { slug } = await params
  const organization = await findOrganization(slug)
  if (!organization && !(await isFormSubmission())) return null
  if (!mayInvite(organization)) return respondNotFound()
  const after = await firstParam(searchParams, 'after')
  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const supabase = await createClient()
  const [page, domains] = organization
    ? await Promise.all([
        listInvitations(supabase, organization.id, after),
        listDomains(supabase, organization.id),
      ])
    : [null, null]
  const path = organizationPath(slug, 'invitations')
  return (
    <>
      <PageHeading title="Invitations" lead={organization && `Who can join ${organization.name}.`} />
      {notice && <Notice>{notice}</Notice>}
      <Section
        title="Invite someone"
        lead="They don’t need an account yet. The invitation expires in 7 days, and only the owner of the address can accept it."
      >
        <InviteForm organization={slug} roles={grantableRoles(organization?.role ?? 'member')} />
      </Section>
      {page?.ok && (
        <>
          {page.data.invitations.length > 0 && (
            <ListCard aria-label="Pending invitations">
              {page.data.invitations.map((invitation) => (
                <li key={invitation.id}>
                  <InvitationEntry organization={slug} invitation={invitation} />
                </li>
              ))}
            </ListCard>
          )}
          <Pager
            label="Pages of invitations"
            first={after ? path : undefined}
            next={page.data.next ? `${path}?${new URLSearchParams({ after: page.data.next })}` : undefined}
            firstText="First invitations"
            nextText="More invitations"
          />
        </>
      )}
      {page && !page.ok && <Unavailable retry={path}>The invitations can’t be shown right now.</Unavailable>}
      <Domains organization={slug} email={user.email} domains={domains} />
    </>
  )
}

type InvitationEntryProps = { organization: string; invitation: PendingInvitation }

function InvitationEntry({ organization, invitation }: InvitationEntryProps) {
  const { id, email, role, member_until, expires_at } = invitation
  const isExpired = Date.parse(expires_at) <= Date.now()
  const ids = { organization, invitationId: id, email }
  return (
    <>
      <ListEntry icon={<Icon name="icon-mail" />} title={<span className="break-all">{email}</span>}>
        {isExpired ? 'Expired' : 'Expires'} <Timestamp at={expires_at} relative={false} />
        {member_until && (
          <>
            {' '}
            · member until <Timestamp at={member_until} relative={false} />
          </>
        )}
      </ListEntry>
      {isExpired && <Badge kind="warning">expired</Badge>}
      <Badge>{ROLE_NAMES[role]}</Badge>
      <div className="grid basis-full gap-3 sm:grid-cols-2">
        <ResendForm {...ids} />
        <RevokeForm {...ids} />
      </div>
    </>
  )
}
