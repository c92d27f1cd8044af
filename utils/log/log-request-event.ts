import 'server-only'
import { headers } from 'next/headers'
import { REQUESTED_PATH_HEADER } from '@/utils/auth/sessions/session-headers'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { LogEvent } from './events'
import { logEvent } from './logger'

/** Logs an event of the request that a Server Component, a Server Action or a route handler answers. */
export async function logRequestEvent(event: LogEvent): Promise<void> {
  const sent = await headers()
  const path = sent.get(REQUESTED_PATH_HEADER)
  logEvent(getClientInfo(sent), { ...(path && { path }), ...event })
}
