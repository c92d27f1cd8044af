import 'server-only'
import { headers } from 'next/headers'
import { REQUESTED_PATH_HEADER } from '@/utils/auth/session-status'
import { visitorOf } from '@/utils/supabase/visitor'
import type { LogEvent } from './events'
import { logEvent } from './logger'

/** Logs an event of the request that a Server Component, a Server Action or a route handler answers. */
export async function report(event: LogEvent): Promise<void> {
  const sent = await headers()
  const path = sent.get(REQUESTED_PATH_HEADER)
  logEvent(visitorOf(sent), { ...(path && { path }), ...event })
}
