import type { LogEvent } from './events'
import { logEvent } from './logger'
import { redactText } from './redact-text'

const reported = new WeakSet<object>()

/** Marks an error as logged: Next.js prints it as well. @returns false if it was marked before. */
export function markAsReported(error: unknown): boolean {
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
