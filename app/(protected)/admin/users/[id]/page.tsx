import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { Avatar } from '@/app/ui/avatar'
import { Badge } from '@/app/ui/badge'
import { respondNotFound, titleIfFound } from '@/app/ui/not-found-page'
import { Notice } from '@/app/ui/notice'
import { PageHeading } from '@/app/ui/page-heading'
import { Section } from '@/app/ui/section'
import { Icon } from '@/app/ui/svg-icon'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { findUser, type ListedUser, type UserRole } from '@/utils/admin/users'
import { hasPermission, requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { BanForm, UnbanForm } from './ban-forms'
import { EndSessionsForm } from './end-sessions-form'
import { GrantRoleForm } from './grant-role-form'
import { RevokeRoleForm } from './revoke-role-form'
import { TwoFactorSection } from './two-factor-section'

const NOTICES = new Map([
  ['granted', 'Role granted.'],
  ['revoked', 'Role revoked.'],
  ['banned', 'User banned, and signed out everywhere.'],
  ['unbanned', 'Ban ended. The user can sign in again.'],
  ['not-banned', 'This user isn’t banned: the ban has already ended.'],
  ['ended', 'This user has been signed out everywhere.'],
  ['reset-requested', 'Reset requested.'],
  ['reset-pending', 'Another admin has already requested a reset. Cancel it to start over.'],
  ['reset-canceled', 'Reset canceled.'],
  ['no-reset', 'No reset is pending: it was canceled or completed in the meantime.'],
])

type UserPageProps = { params: Promise<{ id: string }>; searchParams: SearchParams }

/** Once per request. */
const readUser = cache(findUser)

export async function generateMetadata({ params }: UserPageProps): Promise<Metadata> {
  const { id } = await params
  const isFound = async () => (await hasPermission('users.manage')) && (await readUser(id)) !== undefined
  return await titleIfFound('User', isFound)
}

export default async function UserPage({ params, searchParams }: UserPageProps) {
  await requirePermission('users.manage', notFound)
  const user = await readUser((await params).id)
  if (user === undefined) return respondNotFound()
  if (user === null) return <Unavailable retry={`/admin/users/${(await params).id}`} />

  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const { id, email, name, created_at, last_sign_in_at, confirmed, sessions, roles } = user
  // After a change, the forms are reset.
  const version = JSON.stringify([roles, sessions, user.banned, user.factors, user.factor_reset_due_at])
  return (
    <>
      <div className="flex items-start gap-4">
        <Avatar name={name || email || 'Guest'} size="large" />
        <div className="min-w-0 flex-1">
          <PageHeading
            title={name || email || 'Guest'}
            lead={
              <>
                <span className="break-words">{email || 'No email address'}</span> · Joined{' '}
                <Timestamp at={created_at} />
                {last_sign_in_at && (
                  <>
                    {' '}
                    · Last signed in <Timestamp at={last_sign_in_at} />
                  </>
                )}
              </>
            }
            actions={
              <Link prefetch={false} href={`/admin/activity?about=${id}`} className="button button-quiet">
                <Icon name="icon-history" className="size-4.5" />
                Activity
              </Link>
            }
          />
          {!confirmed && <Badge kind="warning">not confirmed</Badge>}
          {user.banned && <Badge kind="warning">banned</Badge>}
        </div>
      </div>
      {notice && <Notice>{notice}</Notice>}
      <Section title="Roles" lead="In addition to the permissions that every member has.">
        <RoleList roles={roles} />
      </Section>
      <Section
        title="Grant a role"
        lead="Takes effect with the user’s next request. The reason is recorded in the activity."
      >
        <GrantRoleForm key={version} userId={id} />
      </Section>
      {roles.length > 0 && (
        <Section title="Revoke a role" lead="The user stays a member." danger>
          <RevokeRoleForm key={version} userId={id} roles={roles.map(({ role }) => role)} />
        </Section>
      )}
      <TwoFactorSection key={version} user={user} />
      <Section
        title="Sessions"
        lead={
          sessions === 0
            ? 'This user is not signed in on any device.'
            : `This user is signed in on ${sessions} ${sessions === 1 ? 'device' : 'devices'}.`
        }
        danger={sessions > 0}
      >
        {sessions > 0 && <EndSessionsForm key={version} userId={id} />}
      </Section>
      <BanSection key={`ban ${version}`} user={user} />
    </>
  )
}

function BanSection({ user: { id, banned, banned_until } }: { user: ListedUser }) {
  if (!banned)
    return (
      <Section
        title="Ban this user"
        lead="They are signed out everywhere and cannot sign in. Their data stays. The reason is recorded in the activity."
        danger
      >
        <BanForm userId={id} />
      </Section>
    )
  return (
    <Section
      title="Ban"
      lead={
        banned_until ? (
          <>
            This user cannot sign in until <Timestamp at={banned_until} relative={false} />.
          </>
        ) : (
          'This user cannot sign in.'
        )
      }
    >
      <UnbanForm userId={id} />
    </Section>
  )
}

function RoleList({ roles }: { roles: UserRole[] }) {
  return (
    <ul className="grid gap-2">
      {roles.map(({ role, expires_at, reason }) => (
        <li key={role} className="break-words">
          <Badge kind="accent">{role}</Badge>
          {expires_at && (
            <>
              {' '}
              until <Timestamp at={expires_at} relative={false} />
            </>
          )}
          {reason && <span className="text-sm text-muted"> · {reason}</span>}
        </li>
      ))}
      <li>
        <Badge>member</Badge> <span className="text-sm text-muted">· every user</span>
      </li>
    </ul>
  )
}
