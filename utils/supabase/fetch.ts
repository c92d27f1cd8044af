import { classify, parseObject, type SessionQuestion, sessionQuestion } from '@/utils/auth/outcome'
import { hasRunOut } from '@/utils/auth/run-out'
import { env } from '@/utils/env'
import { UpstreamError, upstreamReporter } from '@/utils/log/upstream-failure'
import { breakerOf, type Upstream } from './breaker'
import { refreshOnce } from './refresh-once'
import { type Answer, send } from './send'
import { isUpstreamFailure } from './upstream-failure'
import { introduce, type Visitor, vouchFor } from './visitor'
import { within } from './within'

/** The code that stands in for an answer the Auth server did not give. No session ends because of it. */
export const AUTH_UNAVAILABLE = 'auth_unavailable'

/** Everything one client may spend on Supabase for its request, in milliseconds. */
export const REQUEST_DEADLINE_MS = 3000

const MOST_AUTH_CALLS = 2
/** The keys that tokens are verified with are the same for everybody, and asked for once in ten minutes. */
const PUBLISHED_KEYS = '/auth/v1/.well-known/jwks.json'

type DoorOptions = {
  /** Whether this request may refresh the session. Only the middleware's may. */
  refresh: boolean
  /** How long everything together may take, answers' bodies included. */
  deadlineMs: number
  /** Whom Supabase is told that it is asked for. */
  visitor: Visitor
}

export type Door = {
  fetch: typeof fetch
  /** True once a question about the session was left without a clear answer. */
  readonly troubled: boolean
  /** True once the Auth server refused an access token for having run out, which by this machine's clock it has not. */
  readonly ranOut: boolean
}

/**
 * Opens the one door to Supabase for one request: what goes through it has a deadline, a bound on calls, a breaker that asks
 * nothing of a server that is away, and an answer that auth-js cannot mistake. Trouble reaches auth-js as a plain 400 with a
 * code of our own: it neither retries that for 30 s, as it does with network errors, nor makes anybody wait.
 */
export function openDoor({ refresh, deadlineMs, visitor }: DoorOptions): Door {
  const deadline = performance.now() + deadlineMs
  const remaining = () => Math.max(0, Math.ceil(deadline - performance.now()))
  let authCalls = 0
  let troubled = false
  const reportFailure = upstreamReporter(visitor)
  let ranOut = false

  async function answer(
    request: Request,
    upstream: Upstream,
    question: SessionQuestion | null,
  ): Promise<Answer> {
    const failed = (answered: Answer) => isUpstreamFailure(upstream, question, answered)
    const ask = (sent: Request, ms: number) => breakerOf(upstream).ask(() => send(sent, ms), failed)
    if (question === 'refresh') {
      if (!refresh) throw new UpstreamError('bounded')
      return await refreshOnce(request, () => ask(request.clone(), REQUEST_DEADLINE_MS), remaining)
    }
    // A read goes on when this request leaves: not every page waits as long, and only a server that is really away counts.
    return request.method === 'GET'
      ? await within(remaining(), ask(request, REQUEST_DEADLINE_MS))
      : await ask(request, remaining())
  }

  return {
    get troubled() {
      return troubled
    },
    get ranOut() {
      return ranOut
    },
    async fetch(input, init) {
      const request = new Request(input, init)
      const url = new URL(request.url)
      const isAuth = url.pathname.startsWith('/auth/v1/')
      const question = sessionQuestion(request.method, url)
      const asked = {
        upstream: isAuth ? 'auth' : 'data',
        url: request.url,
        since: performance.now(),
      } as const
      introduce(request, visitor)
      if (isAuth) {
        if (url.pathname !== PUBLISHED_KEYS) authCalls += 1
        vouchFor(request, visitor, env())
      }

      try {
        if (isAuth && authCalls > MOST_AUTH_CALLS) throw new UpstreamError('bounded')
        const answered = await answer(request, asked.upstream, question)
        if (!isClear(asked.upstream, question, answered)) throw failure(answered)
        if (answered.status >= 500) reportFailure(asked, failure(answered))
        ranOut ||= question === 'user' && hasRunOut(request.headers.get('authorization'), answered)
        return respond(answered)
      } catch (error) {
        reportFailure(asked, error)
        troubled ||= question !== null
        return isAuth ? authUnavailable() : dataUnavailable()
      }
    },
  }
}

function isClear(upstream: Upstream, question: SessionQuestion | null, answer: Answer): boolean {
  const { status, body } = answer
  if (upstream === 'data') return !isUpstreamFailure(upstream, question, answer)
  if (question) return classify(question, status, body) !== 'unknown'
  return status < 500 && (status === 204 || parseObject(body) !== null)
}

function failure({ status }: Answer): UpstreamError {
  return new UpstreamError(status >= 500 || status === 429 ? 'status' : 'unclear', status)
}

function respond({ status, headers, body }: Answer): Response {
  const plain = new Headers(headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding']) plain.delete(name)
  return new Response([204, 205, 304].includes(status) ? null : body, { status, headers: plain })
}

function authUnavailable(): Response {
  const body = { code: AUTH_UNAVAILABLE, message: 'The Auth server gave no clear answer.' }
  return Response.json(body, { status: 400, headers: { 'x-supabase-api-version': '2024-01-01' } })
}

function dataUnavailable(): Response {
  return Response.json({ code: 'unavailable', message: 'The database gave no answer.' }, { status: 503 })
}
