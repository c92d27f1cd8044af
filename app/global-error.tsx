'use client'

import './globals.css'
import { Card } from './ui/card'
import { LastRequestId } from './ui/last-request-id'

/** Shown if the layout cannot be rendered. */
export default function GlobalError({ error }: { error: { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <main className="px-4 py-16">
          <title>Something went wrong</title>
          <Card title="Something went wrong" lead="We couldn’t load this page. Try again in a moment.">
            <a href="/" className="button button-primary">
              Go to home page
            </a>
            <LastRequestId rendered={error.digest} />
          </Card>
        </main>
      </body>
    </html>
  )
}
