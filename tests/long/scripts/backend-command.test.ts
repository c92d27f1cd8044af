import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { startBackend } from 'supabase-embedded'
import { expect, test, vi } from 'vitest'
import { projectRoot } from '../../../supabase/scripts/project-root.ts'
import { HANG_MS } from '../../support/timeouts'

test('a port in use ends the start with one line, and leaves nothing running', async () => {
  const running = await startBackend({ projectDir: projectRoot, seed: false })
  const port = Number(new URL(running.apiUrl).port)
  const { code, errors } = await run({ SUPABASE_LOCAL_PORT: String(port), MAILBOX_PORT: '0' })
  expect({ code, errors }).toEqual({
    code: 1,
    errors: `Port ${port} is in use: stop the process that uses it, or choose another port with SUPABASE_LOCAL_PORT.\n`,
  })
  await running.close()
})

test('the command prints its addresses, and Ctrl-C ends it', async () => {
  const command = backendCommand({ SUPABASE_LOCAL_PORT: '0', MAILBOX_PORT: '0' })
  const output = await outputUntil(command, 'Password')
  const api = /API\s+(\S+)/.exec(output)?.[1] ?? ''
  const mailbox = /Mailbox\s+(\S+)/.exec(output)?.[1] ?? ''
  expect((await fetch(`${mailbox}/email`)).status).toBe(200)
  command.kill('SIGINT')
  // 1 is for a machine on which the orderly end takes longer than a person at the keyboard wants to wait.
  const [code, signal] = await once(command, 'exit')
  expect([[0, 1].includes(code), signal]).toEqual([true, null])
  await expect(fetch(api)).rejects.toThrow()
  await expect(fetch(mailbox)).rejects.toThrow()
})

test('the command ends with the npm that started it', async () => {
  const npm = spawn('npm', ['run', 'backend'], {
    cwd: projectRoot,
    env: { ...process.env, SUPABASE_LOCAL_PORT: '0', MAILBOX_PORT: '0' },
  })
  const output = await outputUntil(npm, 'Password')
  const api = /API\s+(\S+)/.exec(output)?.[1] ?? ''
  npm.kill('SIGTERM')
  await vi.waitFor(() => expect(fetch(api)).rejects.toThrow(), { timeout: HANG_MS, interval: 100 })
})

async function outputUntil(command: ChildProcessWithoutNullStreams, word: string): Promise<string> {
  let output = ''
  for await (const chunk of command.stdout) {
    output += chunk
    if (output.includes(word)) break
  }
  return output
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
