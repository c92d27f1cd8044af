import { describeError } from './describe-error'
import type { LogEvent } from './events'
import { logEvent } from './logger'

const METHODS = [
  ['error', 'console.error'],
  ['warn', 'console.warn'],
  ['info', 'console.info'],
  ['log', 'console.info'],
] as const

const reported = new WeakSet<object>()

/** Notes that an error has its line in the log: Next prints it too. @returns false when it was noted before. */
export function markAsReported(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return true
  if (reported.has(error)) return false
  reported.add(error)
  return true
}

/**
 * Makes lines of the log out of what Next and the packages print, which would otherwise stand between them with errors' messages
 * in full. Of texts the plain words stay, of errors their kind and place.
 */
export function captureConsole(): void {
  for (const [method, event] of METHODS) console[method] = (...parts: unknown[]) => print(event, parts)
}

function print(event: LogEvent['event'] & `console.${string}`, parts: unknown[]): void {
  const text = parts.filter((part) => typeof part === 'string').join(' ')
  const error = parts.find((part) => part instanceof Error)
  // Next prints an error just before it reports it: by then the line with the request's id is there.
  setImmediate(() => {
    if (error && !markAsReported(error)) return
    logEvent({}, { event, ...(text && { text }), ...(error && { error: describeError(error) }) })
  })
}
