import {
  classifySessionResponse,
  errorCode,
  parseObject,
  type SessionQuestion,
  sessionQuestion,
} from '@/utils/auth/sessions/session-response'
import { env } from '@/utils/env'
import { UpstreamError, upstreamReporter } from '@/utils/log/upstream-failure'
import { isAuthFailure } from './auth-failure'
import { getBreaker } from './breaker'
import { addClientHeaders, addSecretKeyHeaders, type ClientInfo } from './client-info'
import { isAuthReachable, maySendEmail, sendEmailRequest } from './email-request'
import { fetchData, getDataService } from './fetch-data'
import { logMissingSchema } from './log-missing-schema'
import { refreshOnce } from './refresh-once'
import { REQUEST_DEADLINE_MS } from './request-deadline'
import { type BufferedResponse, sendRequest } from './send-request'
import { withTimeout } from './with-timeout'

/** The code that stands in for an answer the Auth server did not give. No session ends because of it. */
export const AUTH_UNAVAILABLE = 'auth_unavailable'

/** The code that stands in for an answer which says that an email could not be sent. */
export const EMAIL_NOT_SENT = 'email_not_sent'

const MAX_AUTH_CALLS = 2
/** The keys that tokens are verified with are the same for everyone, and asked for once in ten minutes. */
const PUBLISHED_KEYS = '/auth/v1/.well-known/jwks.json'

type DoorOptions = {
  /** Whether this request may refresh the session. Only the middleware's may. */
  refresh: boolean
  /** How long everything together may take, answers' bodies included. */
  deadlineMs: number
  /** Whom Supabase is told that it is asked for. */
  visitor: ClientInfo
}

export type SupabaseFetch = {
  fetch: typeof fetch
  /** True once a question about the session was left without a clear answer. */
  readonly troubled: boolean
  /** True once the Auth server refused an access token. Its session may go on: the refresh token knows. */
  readonly tokenRefused: boolean
}

/**
 * Creates the fetch that every client of one request uses for Supabase. A call has a deadline, a breaker that asks nothing of a server
 * that is away, and, to the Auth server, a bound on calls and an answer that auth-js cannot mistake. Trouble reaches auth-js as a
 * plain 400 with a code of our own: it neither retries that for 30 s, as it does with network errors, nor makes anyone wait.
 */
export function createSupabaseFetch({ refresh, deadlineMs, visitor }: DoorOptions): SupabaseFetch {
  let deadline = performance.now() + deadlineMs
  const remaining = () => Math.max(0, Math.ceil(deadline - performance.now()))
  const reportFailure = upstreamReporter(visitor)
  let authCalls = 0
  let troubled = false
  let tokenRefused = false
  /** Who the client acts for, until it asks for anything that may change that: a page with a symmetric key asks twice. */
  let user: Promise<BufferedResponse> | undefined

  async function ask(
    request: Request,
    pathname: string,
    question: SessionQuestion | null,
  ): Promise<BufferedResponse> {
    if (pathname !== PUBLISHED_KEYS) authCalls += 1
    if (authCalls > MAX_AUTH_CALLS) throw new UpstreamError('bounded')
    const failed = (answered: BufferedResponse) => isAuthFailure(question, answered)
    const attempt = (sent: Request, ms: number) =>
      getBreaker('auth').execute(() => sendRequest(sent, ms), failed)
    if (question === 'refresh')
      return await refreshOnce(request, () => attempt(request.clone(), REQUEST_DEADLINE_MS), remaining)
    if (maySendEmail(request.method, new URL(request.url))) {
      const begun = performance.now()
      return await sendEmailRequest(request).finally(() => {
        deadline += performance.now() - begun
      })
    }
    // A read goes on when this request leaves: not every page waits as long, and only a server that is really away counts.
    return request.method === 'GET'
      ? await withTimeout(remaining(), attempt(request, Math.max(REQUEST_DEADLINE_MS, deadlineMs)))
      : await attempt(request, remaining())
  }

  async function answerOnce(
    request: Request,
    pathname: string,
    question: SessionQuestion | null,
  ): Promise<BufferedResponse> {
    const answer = question === 'user' && user ? user : ask(request, pathname, question)
    user = question === 'user' ? answer : undefined
    return await answer
  }

  async function fetchAuth(request: Request, pathname: string): Promise<Response> {
    const question = sessionQuestion(request.method, new URL(request.url))
    // Within the last 90 s of a token auth-js would like another; it goes on with the one that the middleware has let pass.
    if (question === 'refresh' && !refresh) return authError(AUTH_UNAVAILABLE)
    addSecretKeyHeaders(request, visitor, env())
    const asked = { upstream: 'auth', url: request.url, since: performance.now() } as const
    try {
      const answered = await answerOnce(request, pathname, question)
      const code = request.method === 'GET' ? null : codeOfFailedEmail(pathname, answered)
      // The same in an outage, in which it fails for every address: that may be told.
      if (code && (await isAuthReachable())) {
        reportFailure(asked, failure(answered))
        return authError(code)
      }
      if (!isClear(question, answered)) throw failure(answered)
      if (answered.status >= 500) reportFailure(asked, failure(answered))
      tokenRefused ||=
        question === 'user' && classifySessionResponse(question, answered.status, answered.body) === 'refused'
      return respond(answered)
    } catch (error) {
      user = undefined
      reportFailure(asked, error)
      troubled ||= question !== null
      return authError(AUTH_UNAVAILABLE)
    }
  }

  async function fetchAny(request: Request, pathname: string): Promise<Response> {
    const service = getDataService(pathname)
    const since = performance.now()
    try {
      const response = await fetchData(request, service, remaining)
      return service === 'data' ? await logMissingSchema(response, request.url, visitor) : response
    } catch (error) {
      reportFailure({ upstream: service, url: request.url, since }, error)
      return dataUnavailable()
    }
  }

  return {
    get troubled() {
      return troubled
    },
    get tokenRefused() {
      return tokenRefused
    },
    async fetch(input, init) {
      const request = new Request(input, init)
      const { pathname } = new URL(request.url)
      addClientHeaders(request, visitor)
      return pathname.startsWith('/auth/v1/')
        ? await fetchAuth(request, pathname)
        : await fetchAny(request, pathname)
    },
  }
}

function isClear(question: SessionQuestion | null, { status, body }: BufferedResponse): boolean {
  if (question) return classifySessionResponse(question, status, body) !== 'unknown'
  return status < 500 && (status === 204 || parseObject(body) !== null)
}

/** The Auth server's code where it could not do what it was asked for, which happens only with an address that it would mail. */
function codeOfFailedEmail(pathname: string, { status, body }: BufferedResponse): string | null {
  if (status !== 500) return null
  const answer = parseObject(body) ?? {}
  // "Error sending recovery email" (supabase/auth, internal/api/mail.go): the code alone may be said of anything.
  if (/^Error sending .* email$/.test(String(answer.msg ?? answer.message))) return EMAIL_NOT_SENT
  return /\/auth\/v1\/(signup|otp|recover|resend)$/.test(pathname) ? errorCode(answer) : null
}

function failure({ status }: BufferedResponse): UpstreamError {
  return new UpstreamError(status >= 500 || status === 429 ? 'status' : 'unclear', status)
}

function respond({ status, headers, body }: BufferedResponse): Response {
  const plain = new Headers(headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) plain.delete(name)
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers: plain })
}

/** auth-js would drop the code of a 5xx. */
function authError(code: string): Response {
  const body = { code, message: 'The Auth server gave no clear answer.' }
  return Response.json(body, { status: 400, headers: { 'x-supabase-api-version': '2024-01-01' } })
}

function dataUnavailable(): Response {
  return Response.json({ code: 'unavailable', message: 'Supabase gave no answer.' }, { status: 503 })
}
