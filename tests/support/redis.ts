import { redisServer } from './ensure-redis.ts'
import { startServerProcess } from './server-process.ts'
import { startOnPort } from './start-on-port.ts'

export type Redis = {
  url: string
  /** Kills it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it again at the same address, empty. */
  restart(): Promise<void>
}

/** Starts a Redis on 127.0.0.1 that stores nothing on disk. */
export async function startRedis(): Promise<Redis> {
  const found = redisServer()
  if (!found) throw new Error('There is no redis-server: node tests/support/ensure-redis.ts installs one.')
  const start = (port: number) =>
    startServerProcess(
      found,
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { port, ready: /Ready to accept connections/ },
    )
  const { port, ...started } = await startOnPort(async (port) => ({ port, server: await start(port) }))
  let { server } = started
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      await server.close('SIGKILL')
    },
    async restart() {
      server = await start(port)
    },
  }
}
