/** A time as JSON has it, from a time as PostgreSQL writes it. */
export function isoTime(time: string | null): string | null {
  return time && new Date(time).toISOString()
}
