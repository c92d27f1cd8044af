import 'server-only'
import { relativeTime } from './relative-time'

const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

type TimestampProps = {
  at: string
  /** False shows the exact time at once: for a time in the future, or where it matters. */
  relative?: boolean
}

/**
 * A point in time, written on the server so that it needs no JavaScript and no time zone of the reader: "5 minutes ago", or the
 * date after a week. The exact time, in UTC, is in the tooltip and for screen readers.
 */
export function Timestamp({ at, relative = true }: TimestampProps) {
  const date = new Date(at)
  const exact = `${EXACT.format(date)} UTC`
  return (
    <time dateTime={date.toISOString()} title={relative ? exact : undefined} className="whitespace-nowrap">
      {relative ? (
        <>
          {relativeTime(date, new Date())}
          <span className="sr-only"> ({exact})</span>
        </>
      ) : (
        exact
      )}
    </time>
  )
}
