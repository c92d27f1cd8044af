import { spawnSync } from 'node:child_process'
import { aptInstall } from './apt.ts'
import type { Machine } from './ensure-browser.ts'

/**
 * Finds the Redis for the tests: the one in REDIS_SERVER_PATH, else the system's.
 * @returns a command that starts, or null.
 */
export function redisServer(env: { [name: string]: string | undefined } = process.env): string | null {
  const places = [env.REDIS_SERVER_PATH, 'redis-server', 'valkey-server'].filter(
    (place) => place !== undefined,
  )
  return places.find((place) => spawnSync(place, ['--version'], { timeout: 10_000 }).status === 0) ?? null
}

/**
 * Installs Debian's Redis if there is none.
 * @returns the command. Throws an Error that says what to do if that did not work.
 */
export function ensureRedis({ find, run, say }: Machine): string {
  const there = find()
  if (there) return there
  say('No redis-server found. Installing it with apt-get …')
  aptInstall(run, 'redis-server')
  const installed = find()
  if (installed) return installed
  throw new Error('Redis could not be installed. Install redis-server, or name one in REDIS_SERVER_PATH.')
}

if (import.meta.main) {
  try {
    const command = ensureRedis({
      find: redisServer,
      run: (command, parameters, timeout) =>
        spawnSync(command, parameters, { timeout, stdio: 'inherit' }).status === 0,
      say: console.info,
    })
    console.info(`Redis: ${command}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
