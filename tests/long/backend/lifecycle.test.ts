import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { type Backend, startBackend } from '@/supabase/local/backend.ts'
import { projectRoot } from '@/supabase/local/project-root.ts'
import { startOnPort } from '../../support/start-on-port'
import { HANG_MS } from '../../support/timeouts'

const login = (backend: Backend) =>
  fetch(`${backend.apiUrl}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: backend.publishableKey },
    body: JSON.stringify({ email: 'example-member@example.com', password: 'example-password' }),
  })

test('a data folder keeps users, sessions and the key over a restart, and is seeded once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'backend-'))
  const first = await startOnPort((apiPort) => startBackend({ dataDir, apiPort }))
  const apiPort = Number(new URL(first.apiUrl).port)
  const { access_token } = await (await login(first)).json()
  await expect(startBackend({ dataDir })).rejects.toThrow('is in use by process')
  await first.sql("delete from auth.users where email = 'example-mentor@example.com'")
  await first.close()

  const second = await startBackend({ dataDir, apiPort })
  const user = await fetch(`${second.apiUrl}/auth/v1/user`, {
    headers: { apikey: second.publishableKey, Authorization: `Bearer ${access_token}` },
  })
  expect(user.status).toBe(200)
  const mentors = await second.sql("select from auth.users where email = 'example-mentor@example.com'")
  expect(mentors).toHaveLength(0)
  await second.close()
})

test('two run at once and know nothing of each other; without a seed there is nobody', async () => {
  const [seeded, empty] = await Promise.all([startBackend(), startBackend({ seed: false })])
  expect((await login(seeded)).status).toBe(200)
  expect((await login(empty)).status).toBe(400)
  await Promise.all([seeded.close(), empty.close()])
})

test('a taken port ends the start with one line, and leaves nothing running', async () => {
  const running = await startBackend({ seed: false })
  const port = Number(new URL(running.apiUrl).port)
  const { code, errors } = await run({ SUPABASE_LOCAL_PORT: String(port), MAILBOX_PORT: '0' })
  expect({ code, errors }).toEqual({
    code: 1,
    errors: `Port ${port} is taken: stop what uses it, or choose another one with SUPABASE_LOCAL_PORT.\n`,
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
  return spawn(process.execPath, ['supabase/local/main.ts'], {
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
