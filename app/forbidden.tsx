import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from './ui/card'

export const metadata: Metadata = { title: 'Not allowed' }

export default function Forbidden() {
  return (
    <Card
      title="You may not do that"
      lead="Your role does not allow it, or no longer does. Nothing has been changed. If you think that is a mistake, ask an admin."
    >
      <Link prefetch={false} href="/community" className="button button-primary">
        Go to the community
      </Link>
    </Card>
  )
}
