import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Card } from '@/app/ui/card'
import { RequestId } from '@/app/ui/request-id'
import { StatusMark } from '@/app/ui/status-mark'
import { Icon } from '@/app/ui/svg-icon'
import { UNAVAILABLE_PAGE } from '@/utils/auth/routes'
import { REQUESTED_PATH_HEADER } from '@/utils/auth/sessions/session-headers'
import { env } from '@/utils/env'
import { getRequestId } from '@/utils/log/request-id'
import { safeRedirect } from '@/utils/request/safe-redirect'

export const metadata: Metadata = { title: 'Temporarily unavailable' }

/** Replaces a protected page, with status 503, while the session is unknown. */
export default async function UnavailablePage() {
  const sent = await headers()
  const { siteUrl } = env()
  const at = URL.parse(sent.get(REQUESTED_PATH_HEADER) ?? '', siteUrl)
  const from =
    at?.pathname === UNAVAILABLE_PAGE ? at.searchParams.get('redirectedFrom') : at && at.pathname + at.search
  const retryPath = safeRedirect(from, siteUrl)
  return (
    <Card
      mark={
        <StatusMark>
          <Icon name="icon-cloud-off" className="size-7" />
        </StatusMark>
      }
      title="Temporarily unavailable"
      lead="We can’t check your session right now. You’re still signed in, and nothing has been lost. Try again in a moment."
    >
      <a href={retryPath} className="button button-primary">
        Try again
      </a>
      <RequestId id={getRequestId(sent)} />
    </Card>
  )
}
