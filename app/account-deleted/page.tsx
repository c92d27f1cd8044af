import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from '@/app/ui/card'

export const metadata: Metadata = { title: 'Your account has been deleted' }

export default function AccountDeletedPage() {
  return (
    <Card
      title="Your account has been deleted"
      lead="Your data has been removed, and you’re signed out everywhere."
    >
      <Link prefetch={false} href="/" className="button button-primary">
        Go to home page
      </Link>
    </Card>
  )
}
