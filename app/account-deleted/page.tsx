import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from '@/app/ui/card'
import { StatusMark } from '@/app/ui/status-mark'
import { Icon } from '@/app/ui/svg-icon'

export const metadata: Metadata = { title: 'Your account has been deleted' }

export default function AccountDeletedPage() {
  return (
    <Card
      mark={
        <StatusMark tone="success">
          <Icon name="icon-circle-check" className="size-7" />
        </StatusMark>
      }
      title="Your account has been deleted"
      lead="Your data has been removed, and you’re signed out everywhere."
    >
      <Link prefetch={false} href="/" className="button button-primary">
        Go to home page
      </Link>
    </Card>
  )
}
