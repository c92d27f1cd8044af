import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { projectRoot } from '../supabase/scripts/project-root.ts'
import { startServerProcess } from '../tests/support/server-process.ts'
import { startOnPort } from '../tests/support/start-on-port.ts'
import { LOCAL_PUBLISHABLE_KEY } from '../utils/env.ts'
import { NEXT } from './build-app.ts'

export type Server = {
  url: string
  /** The peak memory of the process so far, in MB. */
  peakMemory(): number
  /** The CPU time of the process so far. */
  cpuMs(): number
  close(): Promise<unknown>
}

/**
 * Starts the production server of the last build in a folder, against the canned Supabase.
 *
 * @param nodeOptions options of Node.js.
 * @returns once it responds. Throws with its output if it does not start.
 */
export function startServer(
  folder: string,
  supabaseUrl: string,
  nodeOptions: string[] = [],
): Promise<Server> {
  return startOnPort((port) =>
    start([...nodeOptions, NEXT, 'start', '--port', String(port)], folder, port, supabaseUrl),
  )
}

/** As startServer, but the standalone server, as in the container. */
export function startStandaloneServer(
  folder: string,
  supabaseUrl: string,
  nodeOptions: string[] = [],
): Promise<Server> {
  const output = join(folder, '.next/standalone', relative(projectRoot, folder))
  return startOnPort((port) => start([...nodeOptions, join(output, 'server.js')], output, port, supabaseUrl))
}

async function start(parameters: string[], cwd: string, port: number, supabaseUrl: string): Promise<Server> {
  const url = `http://localhost:${port}`
  const { pid, close } = await startServerProcess(process.execPath, parameters, {
    port,
    ready: /Ready in/,
    cwd,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_PUBLIC_SUPABASE_URL: supabaseUrl,
      NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: LOCAL_PUBLISHABLE_KEY,
      COOKIE_SECRET: 'known only to the bench of this project',
      NEXT_PUBLIC_SITE_URL: url,
      PORT: String(port),
      HOSTNAME: '127.0.0.1',
    },
  })
  return { url, peakMemory: () => peakMemory(pid), cpuMs: () => cpuMs(pid), close }
}

// Without /proc, which only Linux has, both are NaN, and the table says so.

/** https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: VmHWM, the peak of the resident set. */
function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1]) / 1024
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime, in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function read(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
