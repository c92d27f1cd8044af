import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Replaces https://api.pwnedpasswords.com: the same interface with a list for tests. */
export type BreachServer = {
  url: string
  /** The requests it received: the path, and whether padding was requested. */
  requests: { path: string; padding: string | undefined }[]
  /** Replaces the response to simulate a failure. Null restores it. */
  answer(next: ((response: ServerResponse) => void) | null): void
  close(): Promise<void>
}

/** Starts it on a free port. @param breached passwords known from breaches. */
export async function startBreachServer(breached: string[]): Promise<BreachServer> {
  const known = breached.map(sha1)
  const requests: BreachServer['requests'] = []
  let setFault: ((response: ServerResponse) => void) | null = null
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    requests.push({ path, padding: request.headers['add-padding']?.toString() })
    if (setFault) return setFault(response)
    const prefix = path.replace('/range/', '')
    const found = known.filter((hash) => hash.startsWith(prefix)).map((hash) => `${hash.slice(5)}:42`)
    const padding = [sha1('padding').slice(5), sha1(PADDED).slice(5)].map((suffix) => `${suffix}:0`)
    response.end([...padding, ...found].join('\r\n'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      setFault = next
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A password that is listed as padding only: with a count of zero. */
export const PADDED = 'a password in the padding'

export const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()
