import type { Metadata } from 'next'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { listSessions } from '@/utils/auth/sessions/list-sessions'
import { PageHeading } from '../page-heading'
import { SessionList } from './session-list'

export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage() {
  await requireUser()
  const sessions = await listSessions()
  return (
    <>
      <PageHeading
        title="Sessions"
        lead="Every browser you are signed in with. End what you do not know, and then change your password."
      />
      {sessions ? <SessionList sessions={sessions} /> : <Unavailable retry="/account/sessions" />}
    </>
  )
}
