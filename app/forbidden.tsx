import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { getRequestId } from '@/utils/log/request-id'
import { Card } from './ui/card'
import { RequestId } from './ui/request-id'
import { StatusMark } from './ui/status-mark'
import { Icon } from './ui/svg-icon'

export const metadata: Metadata = { title: 'Permission denied' }

export default async function Forbidden() {
  return (
    <Card
      mark={
        <StatusMark>
          <Icon name="icon-shield-x" className="size-7" />
        </StatusMark>
      }
      title="You don’t have permission to do that"
      lead="Your role doesn’t allow this. Nothing has been changed. If you think this is a mistake, ask an admin."
    >
      <Link prefetch={false} href="/" className="button button-primary">
        Go to home page
      </Link>
      <RequestId id={getRequestId(await headers())} />
    </Card>
  )
}
