import 'server-only'
import { createHmac } from 'node:crypto'
import type { ReportedEvent } from './record-event'

/** The origin of a reported event, if known. */
type Origin = { address: string | undefined; userAgent: string | null }

/**
 * Signs an event for `record_event`, so that the database accepts only the application's reports.
 *
 * @param key the setting audit_signing_key of the database.
 * @returns the arguments of the database function, valid for one minute.
 */
export function signReport(
  event: ReportedEvent,
  { address, userAgent }: Origin,
  key: string,
): { report: string; signature: string } {
  const at = Math.floor(Date.now() / 1000)
  const report = JSON.stringify({ ...event, at, ip: address, user_agent: userAgent ?? undefined })
  return { report, signature: createHmac('sha256', key).update(report).digest('hex') }
}
