import type { Metadata } from 'next'
import { headers } from 'next/headers'
import Link from 'next/link'
import { getRequestId } from '@/utils/log/request-id'
import { Card } from './ui/card'
import { RequestId } from './ui/request-id'

export const metadata: Metadata = { title: 'Not allowed' }

export default async function Forbidden() {
  return (
    <Card
      title="You may not do that"
      lead="Your role does not allow it, or no longer does. Nothing has been changed. If you think that is a mistake, ask an admin."
    >
      <Link prefetch={false} href="/community" className="button button-primary">
        Go to the community
      </Link>
      <RequestId id={getRequestId(await headers())} />
    </Card>
  )
}
