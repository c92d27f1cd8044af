import type { Instrumentation } from 'next'

let log: typeof import('@/utils/log/server-errors') | undefined

/**
 * Called by Next once, when the server starts, however it is started: `next start`, the standalone server, `next dev`. In
 * development what Next prints itself is the better reading.
 */
export async function register(): Promise<void> {
  // The build needs no settings; they belong to the place where its result runs.
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return
  const { stopWithoutSettings } = await import('@/utils/stop-without-settings')
  stopWithoutSettings()
  const [{ plainRequests }, { httpsAlways }, { env }] = await Promise.all([
    import('@/utils/plain-request'),
    import('@/utils/security-headers'),
    import('@/utils/env'),
  ])
  plainRequests(httpsAlways(env().siteUrl))
  const { stopGracefully } = await import('@/utils/graceful-stop')
  stopGracefully()
  log = await import('@/utils/log/server-errors')
  if (process.env.NODE_ENV !== 'production') return
  log.takeOverConsole()
  const [{ logEvent }, { knowsAddresses }] = await Promise.all([
    import('@/utils/log/logger'),
    import('@/utils/client-address'),
  ])
  if (!knowsAddresses(env().network)) logEvent({}, { event: 'addresses.unknown' })
}

/** Called by Next with every error that nobody caught. */
export const onRequestError: Instrumentation.onRequestError = (...told) => log?.reportServerError(...told)
