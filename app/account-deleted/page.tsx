import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from '@/app/ui/card'

export const metadata: Metadata = { title: 'Your account is deleted' }

export default function AccountDeletedPage() {
  return (
    <Card
      title="Your account is deleted"
      lead="Everything in it is gone, and every browser is signed out. You are welcome to start again at any time."
    >
      <Link prefetch={false} href="/" className="button button-primary">
        Go to the home page
      </Link>
    </Card>
  )
}
