import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { applicationPort, expectFreePort, readPort } from '../../../supabase/scripts/port.ts'

afterEach(() => vi.unstubAllEnvs())

test('reads the port from the environment, with a default', () => {
  expect(readPort('PORT_FOR_TEST', 54321)).toBe(54321)
  vi.stubEnv('PORT_FOR_TEST', '8080')
  expect(readPort('PORT_FOR_TEST', 54321)).toBe(8080)
})

test.each(['abc', '-1', '70000', '80.5'])('rejects %j and names the variable', (text) => {
  vi.stubEnv('PORT_FOR_TEST', text)
  expect(() => readPort('PORT_FOR_TEST', 1)).toThrow('PORT_FOR_TEST')
})

test('names a port in use, and the variable that changes it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(expectFreePort(port, 'MAILBOX_PORT')).rejects.toThrow(
    `Port ${port} is in use. Stop the process that uses it, or set MAILBOX_PORT to another port.`,
  )
  server.close()
})

test('prefers a parameter of the command to PORT', () => {
  vi.stubEnv('PORT', '')
  expect(applicationPort([])).toBe(3000)
  vi.stubEnv('PORT', '3001')
  expect(applicationPort(['--turbopack'])).toBe(3001)
  expect(applicationPort(['-p', '3002'])).toBe(3002)
  expect(applicationPort(['--port', '3003'])).toBe(3003)
  expect(() => applicationPort(['--port'])).toThrow('--port needs a port')
})
