import { errorCode, parseObject } from '@/utils/auth/sessions/session-response'
import { tracedFetch } from '@/utils/log/traced-fetch'
import { UpstreamError } from '@/utils/log/upstream-failure'
import { getBreaker } from './breaker'
import { withTimeout } from './with-timeout'

/** What an address of the project belongs to. Only the database is asked for by every page, and given up on while it is away. */
export type DataService = 'data' | 'storage' | 'functions' | 'realtime'

/** The service that a path of the project belongs to, the Auth server aside. */
export function getDataService(pathname: string): DataService {
  const [, first] = pathname.split('/')
  return first === 'storage' || first === 'functions' || first === 'realtime' ? first : 'data'
}

/**
 * Sends a request for data and passes the answer on as it comes: rows, CSV, files, parts of files, nothing at all.
 *
 * @param remaining how many milliseconds are left, asked anew each time. The database's answer has to end in that time, any other
 *   to begin: a file may be large.
 * @throws UpstreamError when the service is not well, a TimeoutError when the time is up, else what fetch throws.
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

  const answered = await getBreaker('data').execute(send, ({ status }) => status > 500)
  const answer = bounded(answered, remaining, () => controller.abort())
  if (answer.status > 500) throw new UpstreamError('status', answer.status)
  return answer.status === 500 ? await ownFailure(answer) : answer
}

/** A 500 with a code of the database's own, which a function that fails brings about, says something about what was asked. */
async function ownFailure(answer: Response): Promise<Response> {
  const text = await answer.text()
  if (errorCode(parseObject(text) ?? {}) === null) throw new UpstreamError('status', answer.status)
  return new Response(text, answer)
}

/** The same answer, whose body breaks off when the time is up: a server may begin to answer and never end. */
function bounded(answer: Response, remaining: () => number, abort: () => void): Response {
  if (!answer.body) return answer
  const reader = answer.body.getReader()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await withTimeout(remaining(), reader.read()).catch((error) => {
        // Not awaited, nor by `cancel`: Next reads every body twice, and one reader's cancelling waits for the other's.
        abort()
        throw error
      })
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, answer)
}
