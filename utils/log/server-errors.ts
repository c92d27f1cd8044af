import type { Instrumentation } from 'next'
import { markAsReported } from './capture-console'
import { logEvent } from './logger'
import { getRequestId, REQUEST_ID_HEADER } from './request-id'

export { captureConsole } from './capture-console'

/** Logs an uncaught error of a page, an action or a handler under the request id that the error page shows. */
export const reportServerError: Instrumentation.onRequestError = (
  error,
  { method, headers },
  { routePath },
) => {
  if (!markAsReported(error)) return
  const requestId = getRequestId(new Headers({ [REQUEST_ID_HEADER]: String(headers[REQUEST_ID_HEADER]) }))
  logEvent({ requestId }, { event: 'request.failed', method, route: routePath, err: error })
}
