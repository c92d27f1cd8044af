import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Starts a shared HTTP cache in front of a server, in a separate process. */
export async function startProxy(target: string): Promise<{ url: string; close(): void }> {
  const child = fork(join(import.meta.dirname, 'caching-proxy-server.ts'), [target])
  const [url] = (await once(child, 'message')) as [string]
  return { url, close: () => child.disconnect() }
}
