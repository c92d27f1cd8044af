import { errorCode, parseObject } from '@/utils/auth/sessions/session-response'
import { tracedFetch } from '@/utils/log/traced-fetch'
import { UpstreamError } from '@/utils/log/upstream-failure'
import { getBreaker } from './breaker'
import { withTimeout } from './with-timeout'

/** The services of a project besides Auth. Only the database has a circuit breaker: every page needs it. */
export type DataService = 'data' | 'storage' | 'functions' | 'realtime'

/** The service that responds to a path of the project; not for the Auth server. */
export function getDataService(pathname: string): DataService {
  const [, first] = pathname.split('/')
  return first === 'storage' || first === 'functions' || first === 'realtime' ? first : 'data'
}

/**
 * Sends a request for data and streams the response.
 *
 * @param remaining the remaining time in milliseconds. A response of the database has to end in that time. Any other has to
 *   start: a file can be large.
 * @throws UpstreamError if the service fails, a TimeoutError after the deadline, otherwise what fetch throws.
 */
export async function fetchData(
  request: Request,
  service: DataService,
  remaining: () => number,
): Promise<Response> {
  const controller = new AbortController()
  const send = () =>
    withTimeout(remaining(), tracedFetch(request, { signal: controller.signal, cache: 'no-store' })).catch(
      (error) => {
        controller.abort()
        throw error
      },
    )
  if (service !== 'data') return await send()

  const response = await getBreaker('data').execute(send, ({ status }) => status > 500)
  const limited = withBodyDeadline(response, remaining, () => controller.abort())
  if (limited.status > 500) throw new UpstreamError('status', limited.status)
  return limited.status === 500 ? await databaseError(limited) : limited
}

/** Returns a 500 with an error code of the database: a function failed, not the service. Throws UpstreamError for any other. */
async function databaseError(response: Response): Promise<Response> {
  const text = await response.text()
  if (errorCode(parseObject(text) ?? {}) === null) throw new UpstreamError('status', response.status)
  return new Response(text, response)
}

/** Limits the time for a response body: a server can start to respond and never finish. */
function withBodyDeadline(response: Response, remaining: () => number, abort: () => void): Response {
  if (!response.body) return response
  const reader = response.body.getReader()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await withTimeout(remaining(), reader.read()).catch((error) => {
        // Not awaited: Next.js reads every body twice, and canceling one reader waits for the other.
        abort()
        throw error
      })
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, response)
}
