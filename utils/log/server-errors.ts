import type { Instrumentation } from 'next'
import { markAsReported } from './capture-console'
import { describeError } from './describe-error'
import { logEvent } from './logger'
import { getRequestId, REQUEST_ID_HEADER } from './request-id'

export { captureConsole } from './capture-console'

/** Logs what a page, an action or a handler threw and nobody caught, under the id that its visitor is shown. */
export const reportServerError: Instrumentation.onRequestError = (
  error,
  { method, headers },
  { routePath },
) => {
  if (!markAsReported(error)) return
  const requestId = getRequestId(new Headers({ [REQUEST_ID_HEADER]: String(headers[REQUEST_ID_HEADER]) }))
  logEvent({ requestId }, { event: 'request.failed', method, route: routePath, error: describeError(error) })
}
