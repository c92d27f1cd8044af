/** Stands in a log line for a value that must not be there. */
export const REDACTED = '[redacted]'
