import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { startBackend } from 'supabase-embedded'
import { expect, test, vi } from 'vitest'
import { projectRoot } from '../../../supabase/scripts/project-root.ts'
import { FREE_PORTS } from '../../support/free-ports'
import { HANG_MS } from '../../support/timeouts'

test('exits with a one-line error if the port is in use', async () => {
  const running = await startBackend({ projectDir: projectRoot, seed: false })
  const port = Number(new URL(running.apiUrl).port)
  const { code, errors } = await run({ ...FREE_PORTS, SUPABASE_LOCAL_PORT: String(port) })
  expect({ code, errors }).toEqual({
    code: 1,
    errors: `Port ${port} is in use. Stop the process that uses it, or set SUPABASE_LOCAL_PORT to another port.\n`,
  })
  await running.close()
})

test('prints its URLs, also beside another one, and stops on Ctrl-C', async () => {
  const [command, other] = [backendCommand(FREE_PORTS), backendCommand(FREE_PORTS)]
  const [output] = await Promise.all([command, other].map((started) => outputUntil(started, 'Password')))
  const api = /API\s+(\S+)/.exec(output ?? '')?.[1] ?? ''
  const mailbox = /Mailbox\s+(\S+)/.exec(output ?? '')?.[1] ?? ''
  expect((await fetch(`${mailbox}/email`)).status).toBe(200)
  command.kill('SIGINT')
  // The exit code is 1 if a slow machine exceeds the time limit for a graceful exit.
  const [code, signal] = await once(command, 'exit')
  expect([[0, 1].includes(code), signal]).toEqual([true, null])
  await expect(fetch(api)).rejects.toThrow()
  await expect(fetch(mailbox)).rejects.toThrow()
  other.kill('SIGINT')
  await once(other, 'exit')
})

test('stops when npm stops', async () => {
  const npm = spawn('npm', ['run', 'backend'], {
    cwd: projectRoot,
    env: { ...process.env, ...FREE_PORTS },
  })
  const output = await outputUntil(npm, 'Password')
  const api = /API\s+(\S+)/.exec(output)?.[1] ?? ''
  npm.kill('SIGTERM')
  await vi.waitFor(() => expect(fetch(api)).rejects.toThrow(), { timeout: HANG_MS, interval: 100 })
})

/** @returns what a command has printed once a word is among it. Throws if the command exits before. */
async function outputUntil(command: ChildProcessWithoutNullStreams, word: string): Promise<string> {
  let output = ''
  let errors = ''
  command.stderr.on('data', (chunk) => {
    errors += chunk
  })
  for await (const chunk of command.stdout) {
    output += chunk
    if (output.includes(word)) return output
  }
  throw new Error(`The command exited: ${errors}`)
}

function backendCommand(environment: Record<string, string>) {
  return spawn(process.execPath, ['supabase/scripts/backend.ts'], {
    cwd: projectRoot,
    env: { ...process.env, ...environment },
  })
}

async function run(environment: Record<string, string>) {
  const command = backendCommand(environment)
  let errors = ''
  command.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const [code] = await once(command, 'close')
  return { code, errors }
}
