import type { Metadata } from 'next'
import Link from 'next/link'
import { Card } from './ui/card'

export const metadata: Metadata = { title: 'Page not found' }

export default function NotFound() {
  return (
    <Card title="There is no such page" lead="The address may be mistyped, or what was here has gone.">
      <Link prefetch={false} href="/" className="button button-primary">
        Go to the home page
      </Link>
    </Card>
  )
}
