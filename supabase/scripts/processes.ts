import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { projectRoot } from './project-root.ts'

const patience = 1500
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs the command, and prints an error that it throws as one line before ending with 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** On Ctrl-C and its like: ends what was started, then this process, at the latest after a second and a half. */
export function endOnSignal(end: () => Promise<unknown>): void {
  let ending = false
  const endOnce = () => {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), patience).unref()
    end().finally(() => process.exit(0))
  }
  for (const signal of signals) process.on(signal, endOnce)
  endWithNpm(endOnce)
}

/** npm passes no signal on: when it is ended alone, this process has to notice by itself. */
function endWithNpm(end: () => void): void {
  if (!process.env.npm_lifecycle_event) return
  const npm = process.ppid
  setInterval(() => process.ppid !== npm && end(), 250).unref()
}

/**
 * Starts the `next` of this project with the Node that runs this script.
 * @param environment added to the process's own.
 */
export function startNext(parameters: string[], environment: Record<string, string>): ChildProcess {
  const next = join(projectRoot, 'node_modules/next/dist/bin/next')
  return spawn(process.execPath, [next, ...parameters], {
    cwd: projectRoot,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  })
}

/** Waits for a process to end by itself. @returns its exit code; 1 when a signal ended it. */
export async function ended(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? 1
}

/** Asks a process to end, and ends it if it does not within a second. */
export async function stop(child: ChildProcess): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), 1000)
  child.kill('SIGTERM')
  await ended(child)
  clearTimeout(force)
}
