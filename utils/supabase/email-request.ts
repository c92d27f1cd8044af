import { setTimeout as wait } from 'node:timers/promises'
import { env } from '@/utils/env'
import { UpstreamError } from '@/utils/log/upstream-failure'
import { getBreaker } from './breaker'
import { type BufferedResponse, sendRequest } from './send-request'
import { singleFlight } from './single-flight'

/** Longer than the Auth server's own limit, by default 10 s (GOTRUE_API_MAX_REQUEST_DURATION). */
const DEADLINE_MS = 20_000

/** A call that takes longer is sending an email, or hangs. */
const HEALTH_CHECK_AFTER_MS = 500
const HEALTH_TIMEOUT_MS = 2000
const HEALTH_CACHE_MS = 2000

const checkOnce = singleFlight<boolean>(HEALTH_CACHE_MS)

/**
 * Whether a call may send an email. The Auth server talks to the SMTP server before it responds, which takes seconds; it also
 * emails notifications of changes.
 */
export function maySendEmail(method: string, { pathname }: URL): boolean {
  if (pathname.endsWith('/auth/v1/reauthenticate')) return true
  return method !== 'GET' && !/\/auth\/v1\/(token|logout)$/.test(pathname)
}

/**
 * Makes a call that may send an email, and waits until it is done. If the call were aborted, the Auth server would roll back, and
 * the link in the email would not work.
 *
 * @throws UpstreamError within 2.5 s if the Auth server is not reachable.
 */
export async function sendEmailRequest(request: Request): Promise<BufferedResponse> {
  const controller = new AbortController()
  let hasResponded = false
  const response = sendRequest(request, DEADLINE_MS, controller.signal)
  const whileReachable = async () => {
    await wait(HEALTH_CHECK_AFTER_MS)
    if (hasResponded || (await isAuthReachable())) return await response
    controller.abort()
    throw new UpstreamError('timeout')
  }
  return await Promise.race([response, whileReachable()]).finally(() => {
    hasResponded = true
  })
}

/** Whether the Auth server responds. A positive result is cached for two seconds. */
export async function isAuthReachable(): Promise<boolean> {
  return await checkOnce('health', requestHealth, (alive) => alive).result
}

async function requestHealth(): Promise<boolean> {
  const { supabaseServerUrl, publishableKey } = env()
  const request = new Request(`${supabaseServerUrl}/auth/v1/health`, { headers: { apikey: publishableKey } })
  const response = getBreaker('auth').execute(
    () => sendRequest(request, HEALTH_TIMEOUT_MS),
    ({ status }) => status >= 500,
  )
  return await response.then(
    ({ status }) => status === 200,
    () => false,
  )
}
