/** A PostgreSQL timestamp in the format of JSON. */
export function isoTime(time: string | null): string | null {
  return time && new Date(time).toISOString()
}
