const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

/** A point in time, the same for everybody, whatever the server's or the reader's time zone. */
export function Timestamp({ at }: { at: string }) {
  return <time dateTime={new Date(at).toISOString()}>{`${FORMAT.format(new Date(at))} UTC`}</time>
}
