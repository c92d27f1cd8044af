import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type BackendAddresses, startBackend } from '../../src/index.ts'
import { projectDir } from './backend-client.ts'

const login = (backend: BackendAddresses) =>
  fetch(`${backend.apiUrl}/auth/v1/token?grant_type=password`, {
    method: 'POST',
    headers: { apikey: backend.publishableKey },
    body: JSON.stringify({ email: 'example-member@example.com', password: 'example-password' }),
  })

test('a data folder keeps users, sessions, and the signing key across restarts, and is seeded once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'backend-'))
  const first = await startBackend({ projectDir, dataDir })
  const apiPort = Number(new URL(first.apiUrl).port)
  const { access_token } = await (await login(first)).json()
  await expect(startBackend({ projectDir, dataDir })).rejects.toThrow('is in use by process')
  await first.sql("delete from auth.users where email = 'example-mentor@example.com'")
  await first.close()

  const second = await startBackend({ projectDir, dataDir, apiPort })
  const user = await fetch(`${second.apiUrl}/auth/v1/user`, {
    headers: { apikey: second.publishableKey, Authorization: `Bearer ${access_token}` },
  })
  expect(user.status).toBe(200)
  const mentors = await second.sql("select from auth.users where email = 'example-mentor@example.com'")
  expect(mentors).toHaveLength(0)
  await second.close()
})

test('a request that is sent while the backend starts gets its response once the backend is ready', async () => {
  let early: Promise<Response> | undefined
  const backend = await startBackend({
    projectDir,
    onListening: (addresses) => {
      early = login(addresses)
    },
  })
  expect((await early)?.status).toBe(200)
  await backend.close()
})

test('two backends run side by side without sharing data; without a seed there are no users', async () => {
  const [seeded, empty] = await Promise.all([
    startBackend({ projectDir }),
    startBackend({ projectDir, seed: false }),
  ])
  expect((await login(seeded)).status).toBe(200)
  expect((await login(empty)).status).toBe(400)
  await Promise.all([seeded.close(), empty.close()])
})

test('a port in use is reported with its option, and nothing keeps running', async () => {
  const running = await startBackend({ projectDir, seed: false })
  const apiPort = Number(new URL(running.apiUrl).port)
  await expect(startBackend({ projectDir, apiPort })).rejects.toMatchObject({
    name: 'PortInUseError',
    port: apiPort,
    option: 'apiPort',
    message: `Port ${apiPort} is in use. Stop the process that uses it, or choose another apiPort.`,
  })
  await running.close()
})
