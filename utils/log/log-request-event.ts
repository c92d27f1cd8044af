import 'server-only'
import { headers } from 'next/headers'
import { REQUESTED_PATH_HEADER } from '@/utils/auth/sessions/session-headers'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { LogEvent } from './events'
import { logEvent } from './logger'

/** Logs an event of the current request in a Server Component, a Server Action or a route handler. */
export async function logRequestEvent(event: LogEvent): Promise<void> {
  const requestHeaders = await headers()
  const path = requestHeaders.get(REQUESTED_PATH_HEADER)
  logEvent(getClientInfo(requestHeaders), { ...(path && { path }), ...event })
}
