import type { Instrumentation } from 'next'

let log: typeof import('@/utils/log/server-errors') | undefined

/**
 * Called by Next.js once when the server starts: with `next start`, the standalone server, or `next dev`. In development, Next.js
 * prints errors to the console itself.
 */
export async function register(): Promise<void> {
  // The build needs no environment variables; the server reads them at startup.
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return
  const { exitOnInvalidEnv } = await import('@/utils/process/exit-on-invalid-env')
  exitOnInvalidEnv()
  const [{ normalizeRequests }, { strictTransportSecurity }, { env }] = await Promise.all([
    import('@/utils/request/normalize-request'),
    import('@/utils/request/security-headers'),
    import('@/utils/env'),
  ])
  if (env().tracing) (await import('@/utils/log/start-tracing')).startTracing()
  normalizeRequests(strictTransportSecurity(env().siteUrl))
  const { enableGracefulShutdown } = await import('@/utils/process/graceful-shutdown')
  enableGracefulShutdown()
  log = await import('@/utils/log/server-errors')
  if (process.env.NODE_ENV !== 'production') return
  log.captureConsole()
  const [{ logEvent }, { canResolveClientAddress }] = await Promise.all([
    import('@/utils/log/logger'),
    import('@/utils/request/client-address'),
  ])
  if (!canResolveClientAddress(env().network)) logEvent({}, { event: 'client_address.unavailable' })
}

/** Called by Next.js with every uncaught error. */
export const onRequestError: Instrumentation.onRequestError = (...args) => log?.reportServerError(...args)
