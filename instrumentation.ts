/** Runs once when a server starts, however it is started: `next start`, the standalone server, `next dev`. */
export async function register(): Promise<void> {
  // The build needs no settings; they belong to the place where its result runs.
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return
  const { stopWithoutSettings } = await import('./utils/stop-without-settings')
  stopWithoutSettings()
}
