import {
  classifySessionResponse,
  errorCode,
  isArray,
  isAuthFailure,
  parseObject,
  type SessionQuestion,
  sessionQuestion,
} from '@/utils/auth/sessions/session-response'
import { env } from '@/utils/env'
import { UpstreamError, upstreamReporter } from '@/utils/log/upstream-failure'
import { getBreaker } from './breaker'
import { addClientHeaders, addSecretKeyHeaders, type ClientInfo } from './client-info'
import { isAuthReachable, maySendEmail, sendEmailRequest } from './email-request'
import { fetchData } from './fetch-data'
import { refreshOnce } from './refresh-once'
import { REQUEST_DEADLINE_MS } from './request-deadline'
import { type BufferedResponse, sendRequest } from './send-request'
import { withTimeout } from './with-timeout'

/** The error code if the Auth server gave no clear response. It never ends a session. */
export const AUTH_UNAVAILABLE = 'auth_unavailable'

/** The error code if the Auth server could not send an email. */
export const EMAIL_NOT_SENT = 'email_not_sent'

const MAX_AUTH_CALLS = 2
/** Not counted as a call: the keys are cached for ten minutes. */
const JWKS_PATH = '/auth/v1/.well-known/jwks.json'

type SupabaseFetchOptions = {
  /** Whether the session may be refreshed. Only the middleware does so. */
  refresh: boolean
  /** The time for all calls together, response bodies included. */
  deadlineMs: number
  /** The client whose address and user agent are forwarded. */
  clientInfo: ClientInfo
  /** The number of calls to the Auth server; two where none is given. A second factor takes more. */
  maxAuthCalls?: number
}

export type SupabaseFetch = {
  fetch: typeof fetch
  /** True once the Auth server has given no clear response about the session. */
  readonly isAuthUnavailable: boolean
  /** True once the Auth server has rejected the access token. A refresh may still succeed. */
  readonly isTokenRejected: boolean
}

/**
 * Creates the fetch that the Supabase clients of one request share. Calls have a deadline and a circuit breaker; calls to the
 * Auth server are also limited in number. A failed Auth call becomes a 400 with a code of this application, because auth-js
 * retries network errors for 30 s.
 */
export function createSupabaseFetch({
  refresh,
  deadlineMs,
  clientInfo,
  maxAuthCalls = MAX_AUTH_CALLS,
}: SupabaseFetchOptions): SupabaseFetch {
  let deadline = performance.now() + deadlineMs
  const remaining = () => Math.max(0, Math.ceil(deadline - performance.now()))
  const reportFailure = upstreamReporter(clientInfo)
  let authCalls = 0
  let isAuthUnavailable = false
  let isTokenRejected = false
  /** The response to GET /user, reused until the next other call: without the middleware and with a symmetric key, a page requests it twice. */
  let userResponse: Promise<BufferedResponse> | undefined

  async function callAuth(
    request: Request,
    pathname: string,
    question: SessionQuestion | null,
  ): Promise<BufferedResponse> {
    if (pathname !== JWKS_PATH) authCalls += 1
    if (authCalls > maxAuthCalls) throw new UpstreamError('bounded')
    const failed = (response: BufferedResponse) => isAuthFailure(question, response)
    const attempt = (sent: Request, ms: number) =>
      getBreaker('auth').execute(() => sendRequest(sent, ms), failed)
    if (question === 'refresh')
      return await refreshOnce(request, () => attempt(request.clone(), REQUEST_DEADLINE_MS), remaining)
    if (maySendEmail(request.method, new URL(request.url))) {
      const start = performance.now()
      return await sendEmailRequest(request).finally(() => {
        deadline += performance.now() - start
      })
    }
    // A read continues past this request's deadline, so that a short deadline does not count as a failure of the server.
    return request.method === 'GET'
      ? await withTimeout(remaining(), attempt(request, Math.max(REQUEST_DEADLINE_MS, deadlineMs)))
      : await attempt(request, remaining())
  }

  async function callAuthOnce(
    request: Request,
    pathname: string,
    question: SessionQuestion | null,
  ): Promise<BufferedResponse> {
    const response =
      question === 'user' && userResponse ? userResponse : callAuth(request, pathname, question)
    userResponse = question === 'user' ? response : undefined
    return await response
  }

  async function fetchAuth(request: Request, pathname: string): Promise<Response> {
    const question = sessionQuestion(request.method, new URL(request.url))
    // auth-js refreshes a token in its last 90 s. The token that the middleware has accepted is used until it expires.
    if (question === 'refresh' && !refresh) return authError(AUTH_UNAVAILABLE)
    addSecretKeyHeaders(request, clientInfo, env())
    const call = { upstream: 'auth', url: request.url, since: performance.now() } as const
    try {
      const response = await callAuthOnce(request, pathname, question)
      const code = request.method === 'GET' ? null : codeOfFailedEmail(pathname, response)
      // During an outage, every address gets AUTH_UNAVAILABLE instead.
      if (code && (await isAuthReachable())) {
        reportFailure(call, upstreamError(response))
        return authError(code)
      }
      if (!isClearResponse(question, response)) throw upstreamError(response)
      if (response.status >= 500) reportFailure(call, upstreamError(response))
      isTokenRejected ||=
        question === 'user' &&
        classifySessionResponse(question, response.status, response.body) === 'rejected'
      return respond(response)
    } catch (error) {
      userResponse = undefined
      reportFailure(call, error)
      isAuthUnavailable ||= question !== null
      return authError(AUTH_UNAVAILABLE)
    }
  }

  return {
    get isAuthUnavailable() {
      return isAuthUnavailable
    },
    get isTokenRejected() {
      return isTokenRejected
    },
    async fetch(input, init) {
      const request = new Request(input, init)
      const { pathname } = new URL(request.url)
      addClientHeaders(request, clientInfo)
      return pathname.startsWith('/auth/v1/')
        ? await fetchAuth(request, pathname)
        : await fetchData(request, remaining, clientInfo, reportFailure)
    },
  }
}

function isClearResponse(question: SessionQuestion | null, { status, body }: BufferedResponse): boolean {
  if (question) return classifySessionResponse(question, status, body) !== 'unknown'
  return status < 500 && (status === 204 || parseObject(body) !== null || isArray(body))
}

/** The Auth server's error code if it failed to send an email, which it does only to some addresses. */
function codeOfFailedEmail(pathname: string, { status, body }: BufferedResponse): string | null {
  if (status !== 500) return null
  const json = parseObject(body) ?? {}
  // "Error sending recovery email" (supabase/auth, internal/api/mail.go): the code alone is not specific.
  if (/^Error sending .* email$/.test(String(json.msg ?? json.message))) return EMAIL_NOT_SENT
  return /\/auth\/v1\/(signup|otp|recover|resend)$/.test(pathname) ? errorCode(json) : null
}

function upstreamError({ status }: BufferedResponse): UpstreamError {
  return new UpstreamError(status >= 500 || status === 429 ? 'status' : 'unclear', status)
}

function respond({ status, headers, body }: BufferedResponse): Response {
  const plainHeaders = new Headers(headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) plainHeaders.delete(name)
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers: plainHeaders })
}

/** A 400, because auth-js drops the code of a 5xx. */
function authError(code: string): Response {
  const body = { code, message: 'The Auth server gave no clear response.' }
  return Response.json(body, { status: 400, headers: { 'x-supabase-api-version': '2024-01-01' } })
}
