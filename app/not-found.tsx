import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from './ui/card'
import { StatusMark } from './ui/status-mark'
import { Icon } from './ui/svg-icon'

export const metadata: Metadata = { title: 'Page not found' }

export default function NotFound() {
  return (
    <Card
      mark={
        <StatusMark>
          <Icon name="icon-file-question-mark" className="size-7" />
        </StatusMark>
      }
      title="Page not found"
      lead="The address may be mistyped, or the page may have been removed."
    >
      <Link prefetch={false} href="/" className="button button-primary">
        Go to home page
      </Link>
    </Card>
  )
}
