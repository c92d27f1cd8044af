import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../supabase/scripts/project-root.ts'
import { FREE_PORTS } from '../tests/support/free-ports.ts'
import { startServerProcess } from '../tests/support/server-process.ts'
import { startOnPort } from '../tests/support/start-on-port.ts'

/**
 * Runs the development command (the embedded backend with an empty database, and the app) until the first page is served. The
 * previous build output is moved away, as in a fresh clone.
 *
 * @returns the seconds that took; Infinity, with the output on the console, if there is no page.
 */
export async function secondsToFirstPage(): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'bench-data-'))
  rmSync(join(projectRoot, '.next/dev'), { recursive: true, force: true })
  try {
    return await startOnPort((port) => measure(port, data))
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

async function measure(port: number, data: string): Promise<number> {
  const start = performance.now()
  const server = await startServerProcess(process.execPath, [join(projectRoot, 'supabase/scripts/dev.ts')], {
    port,
    ready: /Ready in/,
    cwd: projectRoot,
    env: {
      ...process.env,
      PORT: String(port),
      ...FREE_PORTS,
      SUPABASE_LOCAL_DATA: data,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  })
  try {
    const response = await fetch(`http://localhost:${port}/`)
    if (response.ok && (await response.text()).includes('</html>')) return (performance.now() - start) / 1000
    console.error(`npm run dev answered no page:\n${server.output()}`)
    return Number.POSITIVE_INFINITY
  } finally {
    await server.close()
  }
}
