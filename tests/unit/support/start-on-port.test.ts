import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startFaultProxy } from '../../support/fault-proxy'
import { PortInUse } from '../../support/port-in-use'
import { startServerProcess } from '../../support/server-process'
import { startOnPort } from '../../support/start-on-port'

/** A port that another process listens on. */
async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  return (other.address() as AddressInfo).port
}

/** A server that receives its port and prints when it listens there, as `next start` does. */
const SERVER = `require('node:http').createServer((_, response) => response.end('mine'))
  .listen(Number(process.env.PORT), '127.0.0.1', () => console.log('Ready in no time'))`

const start = (port: number) =>
  startServerProcess(process.execPath, ['--eval', SERVER], {
    port,
    ready: /Ready in/,
    env: { ...process.env, PORT: String(port) },
  })

test('a server whose port is in use is started on another one', async () => {
  const taken = await takenPort()
  const tried: number[] = []
  const server = await startOnPort(async (port) => {
    tried.push(port)
    return await start(tried.length < 3 ? taken : port)
  })
  expect(tried).toHaveLength(3)
  expect(await (await fetch(`http://127.0.0.1:${tried.at(-1)}`)).text()).toBe('mine')
  await server.close()
})

test('another server at the port is never mistaken for the started one', async () => {
  await expect(start(await takenPort())).rejects.toThrow(PortInUse)
})

test('a server that exits for another reason is not started again', async () => {
  let attempts = 0
  const failing = startOnPort((port) => {
    attempts += 1
    return startServerProcess(process.execPath, ['--eval', 'throw new Error("broken")'], {
      port,
      ready: /Ready in/,
    })
  })
  await expect(failing).rejects.toThrow()
  expect(attempts).toBe(1)
})

test('the fault proxy returns to its port after it refused connections', async () => {
  const proxy = await startFaultProxy('http://127.0.0.1:9')
  const before = proxy.url
  await proxy.fault({ kind: 'refuse' })
  await expect(fetch(before)).rejects.toThrow()
  await proxy.fault({ kind: 'answer', status: 418, body: '', contentType: 'text/plain' })
  expect((await fetch(before)).status).toBe(418)
  await proxy.close()
})
