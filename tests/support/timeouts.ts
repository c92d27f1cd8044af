/**
 * A longer wait counts as a hang. It is a bound, not a measurement: the app gives up after at most five seconds, and a busy
 * machine takes several times as long. Measurements are in bench/.
 */
export const HANG_MS = 60_000
