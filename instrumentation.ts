/** Runs once when a server starts, however it is started: `next start`, the standalone server, `next dev`. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return
  const { plainRequestLines } = await import('./utils/plain-request-line')
  plainRequestLines()
}
