import Link from 'next/link'
import type { ReactNode } from 'react'
import { Alert } from '@/app/ui/alert'
import { SessionTimeout } from '@/app/ui/session-timeout'
import { requireUser } from '@/utils/auth/guards'
import { hasNoteTransfer } from '@/utils/auth/guests/note-transfer'
import { GUEST_PAGE } from '@/utils/auth/routes'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { expiryCookieName } from '@/utils/auth/sessions/session-times'
import { env } from '@/utils/env'
import { requestedPath } from '@/utils/request/requested-path'

/** Notes of a guest that wait for the decision of the user. */
async function GuestNotes({ user }: { user: SessionUser }) {
  if (!(await hasNoteTransfer(user.id)) || (await requestedPath())?.startsWith(GUEST_PAGE)) return null
  return (
    <div className="mb-8">
      <Alert kind="info">
        You saved notes as a guest.{' '}
        <Link prefetch={false} href={GUEST_PAGE} className="link">
          Move them into this account
        </Link>{' '}
        within an hour, or they’re deleted.
      </Alert>
    </div>
  )
}

export default async function ProtectedLayout({ children }: { children: ReactNode }) {
  const user = await requireUser()
  const { sessionTimeouts, siteUrl } = env()
  return (
    <>
      <GuestNotes user={user} />
      {children}
      {sessionTimeouts && <SessionTimeout cookieName={expiryCookieName(siteUrl)} serverTime={Date.now()} />}
    </>
  )
}
