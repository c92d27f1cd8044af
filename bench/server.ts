import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { freePort } from '../supabase/local/http/free-port.ts'
import { LOCAL_PUBLISHABLE_KEY } from '../utils/env.ts'
import { NEXT } from './bare-app.ts'

const STARTS_WITHIN_MS = 30_000

export type Server = {
  url: string
  /** The most memory that the process has held so far, in MB. */
  peakMemory(): number
  /** The CPU time that the process has used so far. */
  cpuMs(): number
  close(): Promise<void>
}

/**
 * Starts the production server of the last build in a folder, against the canned Supabase.
 *
 * @returns once `path` answers. Throws with its output when it does not within 30 s.
 */
export async function startServer(folder: string, supabaseUrl: string, path: string): Promise<Server> {
  const port = await freePort(0, 'PORT')
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, [...process.execArgv, NEXT, 'start', '--port', String(port)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_SUPABASE_URL: supabaseUrl,
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: LOCAL_PUBLISHABLE_KEY,
      NEXT_PUBLIC_SITE_URL: url,
    },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))

  const server = {
    url,
    peakMemory: () => peakMemory(child.pid),
    cpuMs: () => cpuMs(child.pid),
    async close() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
  const giveUp = Date.now() + STARTS_WITHIN_MS
  while (Date.now() < giveUp && child.exitCode === null) {
    const response = await fetch(url + path).catch(() => null)
    if (response?.ok) return server
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await server.close()
  throw new Error(`The server in ${folder} did not start:\n${printed}`)
}

// Where there is no /proc (it is Linux's) both are NaN, and the table says so.

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: VmHWM, the peak of the resident set. */
function peakMemory(pid: number | undefined): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1]) / 1024
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime, in hundredths of a second. */
function cpuMs(pid: number | undefined): number {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
