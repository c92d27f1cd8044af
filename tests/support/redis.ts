import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './app.ts'
import { redisServer } from './ensure-redis.ts'

const STARTS_WITHIN_MS = 10_000

export type Redis = {
  url: string
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it again at the same address, empty. */
  restart(): Promise<void>
}

/** Starts a Redis of our own on a free port of 127.0.0.1, which keeps nothing on disk. */
export async function startRedis(): Promise<Redis> {
  const found = redisServer()
  if (!found) throw new Error('There is no redis-server: node tests/support/ensure-redis.ts installs one.')
  const command = found
  const port = await freePort()
  let server: ChildProcess

  async function start(): Promise<void> {
    server = spawn(
      command,
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      {
        stdio: 'ignore',
      },
    )
    const giveUp = Date.now() + STARTS_WITHIN_MS
    while (!(await answers(port))) {
      if (Date.now() > giveUp || server.exitCode !== null) throw new Error('redis-server did not start.')
      await wait(25)
    }
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
    },
    restart: start,
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const answered = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => false,
    ),
    wait(1000, false),
  ])
  socket.destroy()
  return answered
}
