import type { Instrumentation } from 'next'
import type { LogEvent } from './events'
import { logEvent } from './logger'
import { redactText } from './redact'
import { getRequestId, REQUEST_ID_HEADER } from './request-id'

const reported = new WeakSet<object>()

/** Marks an error as logged: Next.js prints it as well. @returns false if it was marked before. */
function markAsReported(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true
  if (reported.has(error)) return false
  reported.add(error)
  return true
}

/**
 * Sends console.error and console.warn through the log. Next.js prints every uncaught error with its message, a backend's or a
 * library's included, and auth-js prints those that it catches.
 */
export function captureConsole(): void {
  console.error = (...parts: unknown[]) => log('console.error', parts)
  console.warn = (...parts: unknown[]) => log('console.warn', parts)
}

function log(event: LogEvent['event'] & `console.${string}`, parts: unknown[]): void {
  const text = redactText(parts.filter((part) => typeof part === 'string').join(' '))
  const error = parts.find((part) => part instanceof Error)
  // Next.js prints an error just before it calls onRequestError, which logs it with the request's id.
  setImmediate(() => {
    if (error && !markAsReported(error)) return
    logEvent({}, { event, ...(text && { text }), ...(error && { err: error }) })
  })
}

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
