/**
 * A wait longer than this counts as a hang. A bound, not a measurement: the application itself gives up after
 * at most five seconds, and a machine that does something else as well takes several times as long. What is measured stands in bench/.
 */
export const HANG_MS = 60_000
