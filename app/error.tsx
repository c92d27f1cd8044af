'use client'

import { AlertIcon } from './ui/alert'
import { Card } from './ui/card'
import { LastRequestId } from './ui/last-request-id'
import { StatusMark } from './ui/status-mark'

/** Shown if rendering a page fails. The error is in the log, not on the page. */
export default function PageError({ error, reset }: { error: { digest?: string }; reset: () => void }) {
  return (
    <Card
      mark={
        <StatusMark tone="danger">
          <AlertIcon kind="error" className="size-7 stroke-[1.75]" />
        </StatusMark>
      }
      title="Something went wrong"
      lead="We couldn’t load this page. Your data is safe. Try again in a moment."
    >
      <button type="button" onClick={reset} className="button button-primary">
        Try again
      </button>
      <a href="/" className="button button-quiet">
        Go to home page
      </a>
      <LastRequestId rendered={error.digest} />
    </Card>
  )
}
