import type { Metadata } from 'next'
import { LiveUpdates } from '@/app/ui/live-updates'
import { PageHeading } from '@/app/ui/page-heading'
import { Unavailable } from '@/app/ui/unavailable'
import { listTrustedDevices } from '@/utils/auth/devices/list-trusted-devices'
import { requireUser } from '@/utils/auth/guards'
import { listSessions } from '@/utils/auth/sessions/list-sessions'
import { EndSessions } from './end-sessions'
import { SessionList } from './session-list'
import { SessionSummary, TrustedDeviceSummary } from './session-summary'
import { TrustedDevices } from './trusted-devices'

export const metadata: Metadata = { title: 'Sessions' }

export default async function SessionsPage() {
  const user = await requireUser()
  const [sessions, trustedDevices] = await Promise.all([listSessions(), listTrustedDevices()])
  return (
    <>
      <PageHeading
        title="Sessions"
        lead="The devices you are signed in on. Sign out of any that you don’t recognize, then change your password."
      />
      {sessions && trustedDevices ? (
        <>
          <SessionList
            sessions={sessions.map((session) => ({
              ...session,
              summary: <SessionSummary session={session} />,
            }))}
          />
          {trustedDevices.length > 0 && (
            <TrustedDevices
              devices={trustedDevices.map((trusted) => ({
                ...trusted,
                summary: <TrustedDeviceSummary trusted={trusted} />,
              }))}
            />
          )}
          <EndSessions hasOthers={sessions.length > 1} />
        </>
      ) : (
        <Unavailable retry="/account/sessions" />
      )}
      <LiveUpdates
        userId={user.id}
        data={[sessions?.map(({ id }) => id), trustedDevices?.map(({ id }) => id)]}
        announcement="Your sessions have changed."
      />
    </>
  )
}
