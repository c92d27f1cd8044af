import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { env } from '@/utils/env'
import { rememberServerAddress } from '@/utils/request/own-request'
import { cachedPage } from '@/utils/request/page-cache'

const NONCE = { 'content-security-policy': "script-src 'nonce-bm9uY2U='" }

const FAILURES: [string, RequestListener, RegExp][] = [
  ['/one', (_, response) => response.writeHead(503, NONCE).end(), /status 503/],
  ['/two', (_, response) => response.writeHead(200, { ...NONCE, 'set-cookie': 'a=b' }).end(), /cookie/],
  ['/three', (_, response) => response.writeHead(200).end('page'), /nonce/],
  ['/four', (request) => request.socket.destroy(), /socket hang up/],
]

test.each(FAILURES)('a page that cannot be cached is reported once: %s', async (path, listener, reason) => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  rememberServerAddress({ localAddress: '127.0.0.1', localPort: (server.address() as AddressInfo).port })

  const reported: string[] = []
  const page = () => cachedPage(path, env(), (error) => reported.push(String(error)))
  expect(await Promise.all([page(), page()])).toEqual([null, null])
  expect(await page()).toBeNull()
  expect(reported).toEqual([expect.stringMatching(reason)])
})
