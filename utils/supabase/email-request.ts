import { setTimeout as wait } from 'node:timers/promises'
import { env } from '@/utils/env'
import { UpstreamError } from '@/utils/log/upstream-failure'
import { getBreaker } from './breaker'
import { type BufferedResponse, sendRequest } from './send-request'
import { singleFlight } from './single-flight'

/** The Auth server itself gives up after 10 s, unless it is set up otherwise (GOTRUE_API_MAX_REQUEST_DURATION). */
const DEADLINE_MS = 20_000

/** What takes longer sends an email, or hangs. */
const ASK_AFTER_MS = 500
const HEALTH_WITHIN_MS = 2000
const KEPT_MS = 2000

const fly = singleFlight<boolean>(KEPT_MS)

/**
 * Whether the Auth server may send an email before it answers a call: it hands what it emails, notifications after a change
 * included, to the SMTP server inside the request, which takes seconds.
 */
export function maySendEmail(method: string, { pathname }: URL): boolean {
  if (pathname.endsWith('/auth/v1/reauthenticate')) return true
  return method !== 'GET' && !/\/auth\/v1\/(token|logout)$/.test(pathname)
}

/**
 * Makes a call that may send an email, and waits for as long as that takes: if it were abandoned, the Auth server would take
 * its work back, and the email would arrive with a link that does not work.
 *
 * @throws UpstreamError within 2.5 s when it turns out not to be there.
 */
export async function sendEmailRequest(request: Request): Promise<BufferedResponse> {
  const hangUp = new AbortController()
  let answered = false
  const answer = sendRequest(request, DEADLINE_MS, hangUp.signal)
  const whileAlive = async () => {
    await wait(ASK_AFTER_MS)
    if (answered || (await isAuthReachable())) return await answer
    hangUp.abort()
    throw new UpstreamError('timeout')
  }
  return await Promise.race([answer, whileAlive()]).finally(() => {
    answered = true
  })
}

/** Whether the Auth server answers at all; a good answer holds for two seconds. */
export async function isAuthReachable(): Promise<boolean> {
  return await fly('health', askHealth, (alive) => alive).result
}

async function askHealth(): Promise<boolean> {
  const { supabaseServerUrl, publishableKey } = env()
  const request = new Request(`${supabaseServerUrl}/auth/v1/health`, { headers: { apikey: publishableKey } })
  const asked = getBreaker('auth').execute(
    () => sendRequest(request, HEALTH_WITHIN_MS),
    ({ status }) => status >= 500,
  )
  return await asked.then(
    ({ status }) => status === 200,
    () => false,
  )
}
