import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectRoot } from './project-root.ts'

const EXIT_TIMEOUT_MS = 1500
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs a command. If it throws, prints the message of the error and exits with code 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/**
 * On Ctrl-C and other termination signals, stops what the command started, then exits after 1.5 seconds at most.
 * @param stopAll stops what the command started.
 */
export function exitOnSignal(stopAll: () => Promise<unknown>): void {
  let isStopping = false
  const exitOnce = () => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(1), EXIT_TIMEOUT_MS).unref()
    stopAll().finally(() => process.exit(0))
  }
  for (const signal of SIGNALS) process.on(signal, exitOnce)
  exitWithNpm(exitOnce)
}

/** npm does not forward signals. When npm exits, this process gets another parent. */
function exitWithNpm(exit: () => void): void {
  if (!process.env.npm_lifecycle_event) return
  const npm = process.ppid
  setInterval(() => process.ppid !== npm && exit(), 250).unref()
}

/**
 * Starts this project’s `next` with the Node.js that runs this script.
 * @param environment variables to add to those of this process.
 */
export function startNext(parameters: string[], environment: Record<string, string>): ChildProcess {
  const next = join(projectRoot, 'node_modules/next/dist/bin/next')
  return spawn(process.execPath, [next, ...parameters], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
}

/** Waits for a process to exit. @returns its exit code, or 1 if a signal ended it. */
export async function exitCode(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? 1
}

/** Terminates a process, and kills it if it is still running after one second. */
export async function stop(child: ChildProcess): Promise<void> {
  const killTimer = setTimeout(() => child.kill('SIGKILL'), 1000)
  child.kill('SIGTERM')
  await exitCode(child)
  clearTimeout(killTimer)
}
