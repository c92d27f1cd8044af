import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../supabase/local/http/free-port.ts'
import { projectRoot } from '../supabase/local/project-root.ts'

const GIVEN_UP_AFTER_MS = 60_000

/**
 * Runs the development command as it stands (the embedded backend with an empty database, and the application) until the first
 * page is answered. What it compiled before is put aside, as after a fresh clone.
 *
 * @returns how many seconds that took; Infinity, with what was printed on the console, when it takes over a minute.
 */
export async function secondsToFirstPage(): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'bench-data-'))
  const ports = await Promise.all(Array.from({ length: 4 }, () => freePort(0, 'PORT')))
  const [port = 0, api, mailbox, github] = ports
  rmSync(join(projectRoot, '.next/dev'), { recursive: true, force: true })
  const start = performance.now()
  const child = spawn(process.execPath, [join(projectRoot, 'supabase/local/dev.ts')], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      SUPABASE_LOCAL_PORT: String(api),
      MAILBOX_PORT: String(mailbox),
      GITHUB_PORT: String(github),
      SUPABASE_LOCAL_DATA: data,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  try {
    while (performance.now() - start < GIVEN_UP_AFTER_MS && child.exitCode === null) {
      const response = await fetch(`http://localhost:${port}/`).catch(() => null)
      if (response?.ok && (await response.text()).includes('</html>'))
        return (performance.now() - start) / 1000
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    console.error(`npm run dev answered no page:\n${printed}`)
    return Number.POSITIVE_INFINITY
  } finally {
    if (child.exitCode === null) {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    }
    rmSync(data, { recursive: true, force: true })
  }
}
