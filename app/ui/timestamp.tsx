import 'server-only'

const DAY_S = 24 * 60 * 60
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
/** The unit for anything less than so many seconds old. */
const UNITS = [
  { below: 60 * 60, unit: 'minute', seconds: 60 },
  { below: DAY_S, unit: 'hour', seconds: 60 * 60 },
  { below: 7 * DAY_S, unit: 'day', seconds: DAY_S },
] as const

type MomentProps = {
  at: string
  /** False shows the exact time at once: for a time in the future, or where it matters. */
  relative?: boolean
}

/**
 * A point in time, written on the server so that it needs no JavaScript and no time zone of the reader: "5 minutes ago", or the
 * date after a week. The exact time, in UTC, is in the tooltip and for screen readers.
 */
export function Timestamp({ at, relative = true }: MomentProps) {
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

/** How long ago a point in time was; the date once that is more than a week. */
export function relativeTime(date: Date, now: Date): string {
  const age = (now.getTime() - date.getTime()) / 1000
  if (age < 45) return 'just now'
  for (const { below, unit, seconds } of UNITS)
    if (age < below) return RELATIVE.format(-Math.max(1, Math.floor(age / seconds)), unit)
  return DATE.format(date)
}
