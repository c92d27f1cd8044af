'use client'

import Link from 'next/link'
import { Card } from './card'
import { LastRequestId } from './last-request-id'
import { StatusMark } from './status-mark'
import { Icon, type IconName } from './svg-icon'

type StatusCardProps = {
  icon: IconName
  title: string
  lead: string
  /** The ID of the request that rendered the page; it may be shown after a later one. */
  requestId?: string | undefined
}

/** A page that leads only to the home page. A Client Component, because every page's payload contains those for 403 and 404 twice. */
export function StatusCard({ icon, title, lead, requestId }: StatusCardProps) {
  return (
    <Card
      mark={
        <StatusMark>
          <Icon name={icon} className="size-7" />
        </StatusMark>
      }
      title={title}
      lead={lead}
    >
      <Link prefetch={false} href="/" className="button button-primary">
        Go to home page
      </Link>
      {requestId !== undefined && <LastRequestId rendered={requestId} />}
    </Card>
  )
}
