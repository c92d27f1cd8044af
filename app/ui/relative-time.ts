const DAY_S = 24 * 60 * 60
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
/** The unit for anything less than so many seconds old. */
const UNITS = [
  { below: 60 * 60, unit: 'minute', seconds: 60 },
  { below: DAY_S, unit: 'hour', seconds: 60 * 60 },
  { below: 7 * DAY_S, unit: 'day', seconds: DAY_S },
] as const

/** The time since a timestamp; the date after a week. */
export function relativeTime(date: Date, now: Date): string {
  const age = (now.getTime() - date.getTime()) / 1000
  if (age < 45) return 'just now'
  for (const { below, unit, seconds } of UNITS)
    if (age < below) return RELATIVE.format(-Math.max(1, Math.floor(age / seconds)), unit)
  return DATE.format(date)
}
