import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Notice } from '@/app/ui/notice'
import { Timestamp } from '@/app/ui/timestamp'
import { Unavailable } from '@/app/ui/unavailable'
import { findUser } from '@/utils/admin/users'
import { requirePermission } from '@/utils/auth/guards'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { EndSessionsForm } from './end-sessions-form'
import { GiveRoleForm } from './grant-role-form'
import { Part } from './part'
import { TakeRoleForm } from './revoke-role-form'

export const metadata: Metadata = { title: 'Person' }

const NOTICES = new Map([
  ['given', 'The role has been given.'],
  ['taken', 'The role has been taken away.'],
  ['ended', 'This person is signed out everywhere.'],
])

type PersonPageProps = { params: Promise<{ id: string }>; searchParams: SearchParams }

export default async function PersonPage({ params, searchParams }: PersonPageProps) {
  await requirePermission('users.manage', notFound)
  const user = await findUser((await params).id)
  if (user === undefined) notFound()
  if (user === null) return <Unavailable retry={`/admin/users/${(await params).id}`} />

  const notice = NOTICES.get((await firstParam(searchParams, 'notice')) ?? '')
  const { id, email, name, created_at, last_sign_in_at, confirmed, sessions, roles } = user
  // What was done is done: the forms begin anew, empty.
  const version = JSON.stringify([roles, sessions])
  return (
    <div className="grid max-w-2xl gap-6">
      <div>
        <h1 className="text-3xl font-semibold tracking-tight break-words">{name || email}</h1>
        <p className="mt-2 break-words text-muted">
          {email}
          {!confirmed && ', not confirmed'}. Here since <Timestamp at={created_at} />
          {last_sign_in_at && (
            <>
              , last signed in <Timestamp at={last_sign_in_at} />
            </>
          )}
          .
        </p>
        <Link
          prefetch={false}
          href={`/admin/activity?about=${id}`}
          className="link mt-2 inline-flex min-h-11 items-center"
        >
          Activity of this person
        </Link>
      </div>
      {notice && <Notice>{notice}</Notice>}
      <Part title="Roles">
        <ul className="grid gap-1">
          {roles.map(({ role, expires_at, reason }) => (
            <li key={role} className="break-words">
              <strong className="font-medium">{role}</strong>
              {expires_at && (
                <>
                  {' '}
                  until <Timestamp at={expires_at} />
                </>
              )}
              {reason && `: ${reason}`}
            </li>
          ))}
          <li>
            <strong className="font-medium">member</strong>, as everybody
          </li>
        </ul>
      </Part>
      <Part title="Give a role">
        <GiveRoleForm key={version} userId={id} />
      </Part>
      {roles.length > 0 && (
        <Part title="Take a role away">
          <TakeRoleForm key={version} userId={id} roles={roles.map(({ role }) => role)} />
        </Part>
      )}
      <Part title="Sessions">
        <p>
          {sessions === 0
            ? 'This person is not signed in anywhere.'
            : `This person is signed in on ${sessions} ${sessions === 1 ? 'device' : 'devices'}.`}
        </p>
        {sessions > 0 && <EndSessionsForm key={version} userId={id} />}
      </Part>
    </div>
  )
}
