import { errorCode, parseObject } from '@/utils/auth/sessions/session-response'
import { logEvent, type RequestOrigin } from '@/utils/log/logger'
import { tracedFetch } from '@/utils/log/traced-fetch'
import { UpstreamError, type upstreamReporter } from '@/utils/log/upstream-failure'
import { getBreaker } from './breaker'
import { withTimeout } from './with-timeout'

/** The services of a project besides Auth. Only the database has a circuit breaker: every page needs it. */
type DataService = 'data' | 'storage' | 'functions' | 'realtime'

/**
 * Sends a request for data and streams the response. A failure of the service becomes a 503, and is reported.
 *
 * @param remaining the remaining time in milliseconds. A response of the database has to end in that time. Any other has to
 *   start: a file can be large.
 * @param origin the request that needs the data, for the log.
 */
export async function fetchData(
  request: Request,
  remaining: () => number,
  origin: RequestOrigin,
  reportFailure: ReturnType<typeof upstreamReporter>,
): Promise<Response> {
  const service = serviceOf(request)
  const since = performance.now()
  try {
    const response = await fetchFrom(service, request, remaining)
    return service === 'data' ? await logMissingSchema(response, request.url, origin) : response
  } catch (error) {
    reportFailure({ upstream: service, url: request.url, since }, error)
    return Response.json({ code: 'unavailable', message: 'Supabase did not respond.' }, { status: 503 })
  }
}

function serviceOf({ url }: Request): DataService {
  const [, first] = new URL(url).pathname.split('/')
  return first === 'storage' || first === 'functions' || first === 'realtime' ? first : 'data'
}

/** Throws UpstreamError if the service fails, a TimeoutError after the deadline, otherwise what fetch throws. */
async function fetchFrom(service: DataService, request: Request, remaining: () => number): Promise<Response> {
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

/**
 * Codes for a table, column or function that does not exist: https://docs.postgrest.org/en/stable/references/errors.html and
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const MISSING = new Set(['PGRST202', 'PGRST204', 'PGRST205', '42P01', '42703', '42883'])

/** Logs that a migration is not applied if a data response says so. @returns the response, which can still be read. */
async function logMissingSchema(response: Response, url: string, origin: RequestOrigin): Promise<Response> {
  if (response.status !== 404 && response.status !== 400) return response
  const text = await response.text()
  const code = errorCode(parseObject(text) ?? {})
  if (code && MISSING.has(code))
    logEvent(origin, { event: 'database.schema_outdated', operation: new URL(url).pathname, code })
  return new Response(text, response)
}
