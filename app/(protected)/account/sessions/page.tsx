import type { Metadata } from 'next'
import { PageHeading } from '@/app/ui/page-heading'
import { Unavailable } from '@/app/ui/unavailable'
import { requireUser } from '@/utils/auth/guards'
import { listSessions } from '@/utils/auth/sessions/list-sessions'
import { EndSessions } from './end-sessions'
import { SessionList } from './session-list'
import { SessionSummary } from './session-summary'

export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage() {
  await requireUser()
  const sessions = await listSessions()
  return (
    <>
      <PageHeading
        title="Sessions"
        lead="The devices you are signed in on. Sign out of any that you do not recognize, then change your password."
      />
      {sessions ? (
        <>
          <SessionList
            sessions={sessions.map((session) => ({
              ...session,
              summary: <SessionSummary session={session} />,
            }))}
          />
          <EndSessions hasOthers={sessions.length > 1} />
        </>
      ) : (
        <Unavailable retry="/account/sessions" />
      )}
    </>
  )
}
