import type { Instrumentation } from 'next'
import { describeError } from './describe-error'
import { logEvent } from './logger'
import { REQUEST_ID_HEADER, requestIdOf } from './request-id'
import { noteReported } from './take-over-console'

export { takeOverConsole } from './take-over-console'

/** Logs what a page, an action or a handler threw and nobody caught, under the id that its visitor is shown. */
export const reportServerError: Instrumentation.onRequestError = (
  error,
  { method, headers },
  { routePath },
) => {
  if (!noteReported(error)) return
  const requestId = requestIdOf(new Headers({ [REQUEST_ID_HEADER]: String(headers[REQUEST_ID_HEADER]) }))
  logEvent({ requestId }, { event: 'request.failed', method, route: routePath, error: describeError(error) })
}
