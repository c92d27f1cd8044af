import { classify, parseObject, type SessionQuestion, sessionQuestion } from '@/utils/auth/outcome'
import { hasRunOut } from '@/utils/auth/run-out'
import { env } from '@/utils/env'
import { breakerOf, type Upstream } from './breaker'
import { refreshOnce } from './refresh-once'
import { type Answer, send } from './send'
import { isUpstreamFailure } from './upstream-failure'
import { introduce, type Visitor, vouchFor } from './visitor'
import { within } from './within'

/** The code that stands in for an answer the Auth server did not give. No session ends because of it. */
export const AUTH_UNAVAILABLE = 'auth_unavailable'

/** Everything one request may spend on Supabase, in milliseconds. */
export const REQUEST_DEADLINE_MS = 3000

const MOST_AUTH_CALLS = 2

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
  let ranOut = false

  async function answer(
    request: Request,
    upstream: Upstream,
    question: SessionQuestion | null,
  ): Promise<Answer> {
    const failed = (answered: Answer) => isUpstreamFailure(upstream, question, answered)
    const ask = (sent: Request, ms: number) => breakerOf(upstream).ask(() => send(sent, ms), failed)
    if (question === 'refresh') {
      if (!refresh) throw new Error('only the middleware refreshes')
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
      introduce(request, visitor)
      if (isAuth) {
        authCalls += 1
        vouchFor(request, visitor, env())
      }

      try {
        if (isAuth && authCalls > MOST_AUTH_CALLS) throw new Error('too many calls')
        const answered = await answer(request, isAuth ? 'auth' : 'data', question)
        if (!isClear(isAuth ? 'auth' : 'data', question, answered)) throw new Error('no clear answer')
        ranOut ||= question === 'user' && hasRunOut(request.headers.get('authorization'), answered)
        return respond(answered)
      } catch {
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
