import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { expectNotTaken } from '@/supabase/local/http/port-taken.ts'
import { applicationPort, portFrom } from '@/supabase/local/run/port.ts'

afterEach(() => vi.unstubAllEnvs())

test('takes the port from the environment, else the usual one', () => {
  expect(portFrom('PORT_FOR_TEST', 54321)).toBe(54321)
  vi.stubEnv('PORT_FOR_TEST', '8080')
  expect(portFrom('PORT_FOR_TEST', 54321)).toBe(8080)
})

test.each(['abc', '-1', '70000', '80.5'])('refuses %j and names the variable', (text) => {
  vi.stubEnv('PORT_FOR_TEST', text)
  expect(() => portFrom('PORT_FOR_TEST', 1)).toThrow('PORT_FOR_TEST')
})

test('a taken port is named together with the variable that moves it', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(expectNotTaken(port, 'MAILBOX_PORT')).rejects.toThrow(
    `Port ${port} is taken: stop what uses it, or choose another one with MAILBOX_PORT.`,
  )
  server.close()
})

test('a parameter of the command wins over PORT', () => {
  vi.stubEnv('PORT', '')
  expect(applicationPort([])).toBe(3000)
  vi.stubEnv('PORT', '3001')
  expect(applicationPort(['--turbopack'])).toBe(3001)
  expect(applicationPort(['-p', '3002'])).toBe(3002)
  expect(applicationPort(['--port', '3003'])).toBe(3003)
  expect(() => applicationPort(['--port'])).toThrow('--port needs a port')
})
