import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { PortInUse } from './port-in-use.ts'

/** A bound on a hang: on an idle machine, a tenth of it is enough for a start that builds first. */
const STARTS_WITHIN_MS = 900_000
const TAKEN = /EADDRINUSE|address already in use|Port \d+ is in use/i

export type ServerProcess = {
  pid: number
  /** The output of the server so far. */
  output(): string
  isRunning(): boolean
  /** Asks the server to exit, as a platform does. Resolves with its exit code. */
  close(signal?: NodeJS.Signals): Promise<number | null>
}

type Options = {
  /** Where it should listen. */
  port: number
  /** Its output once it listens: a response at the port before that may come from another process. */
  ready: RegExp
  env?: NodeJS.ProcessEnv
  cwd?: string
}

/**
 * Starts a server in a separate process.
 *
 * @returns once it is ready. Throws PortInUse if its port is in use, and an Error with its output if it exits or is not ready in
 * time; it does not run then.
 */
export async function startServerProcess(
  program: string,
  parameters: string[],
  { port, ready, env = process.env, cwd = process.cwd() }: Options,
): Promise<ServerProcess> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd })
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const ended = once(child, 'close')
  let printed = ''
  const isReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        printed += chunk
        if (ready.test(printed)) resolve()
      })
  })
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(resolve, STARTS_WITHIN_MS)
  })
  await Promise.race([isReady, ended, tooLate])
  clearTimeout(timer)

  if (!isRunning() || !ready.test(printed)) {
    child.kill('SIGKILL')
    await ended
    if (TAKEN.test(printed)) throw new PortInUse(port)
    throw new Error(`${[program, ...parameters].join(' ')} did not start:\n${printed}`)
  }
  return {
    pid: child.pid ?? 0,
    output: () => printed,
    isRunning,
    async close(signal = 'SIGTERM') {
      if (isRunning()) child.kill(signal)
      await ended
      return child.exitCode
    },
  }
}
