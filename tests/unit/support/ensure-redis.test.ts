import { expect, test } from 'vitest'
import { ensureRedis, redisServer } from '../../support/ensure-redis.ts'

function machine({ there = false, installs = true } = {}) {
  const ran: string[] = []
  const said: string[] = []
  let redis = there ? 'redis-server' : null
  return {
    ran,
    said,
    find: () => redis,
    run(_command: string, parameters: string[]) {
      const line = parameters.slice(3).join(' ')
      ran.push(line)
      if (installs && line.includes('install')) redis = 'redis-server'
      return installs || line.includes('update')
    },
    say: (text: string) => void said.push(text),
  }
}

test('REDIS_SERVER_PATH takes precedence', () => {
  expect(redisServer({ REDIS_SERVER_PATH: process.execPath })).toBe(process.execPath)
})

test('installs nothing if there is one', () => {
  const here = machine({ there: true })
  expect(ensureRedis(here)).toBe('redis-server')
  expect([here.ran, here.said]).toEqual([[], []])
})

test('installs Debian’s if there is none, and says so', () => {
  const here = machine()
  expect(ensureRedis(here)).toBe('redis-server')
  expect(here.ran).toEqual(['apt-get update', 'apt-get install -y --no-install-recommends redis-server'])
  expect(here.said).toEqual([expect.stringContaining('Installing')])
})

test('says what to do if that did not work', () => {
  expect(() => ensureRedis(machine({ installs: false }))).toThrow('REDIS_SERVER_PATH')
})
