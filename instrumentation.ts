import type { Instrumentation } from 'next'

let log: typeof import('@/utils/log/server-errors') | undefined

/** Called by Next once, when the server starts. In development what it prints itself is the better reading. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  log = await import('@/utils/log/server-errors')
  if (process.env.NODE_ENV === 'production') log.takeOverConsole()
}

/** Called by Next with every error that nobody caught. */
export const onRequestError: Instrumentation.onRequestError = (...told) => log?.reportServerError(...told)
