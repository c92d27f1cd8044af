import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTaskQueue } from '../../src/http/task-queue.ts'

test('runs tasks in order and never two at once', async () => {
  const queue = createTaskQueue()
  const events: string[] = []
  const task = (name: string, pause: number) => async () => {
    events.push(`${name} begins`)
    await wait(pause)
    events.push(`${name} ends`)
    return name
  }
  expect(await Promise.all([queue(task('a', 20)), queue(task('b', 1))])).toEqual(['a', 'b'])
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})

test('a failure reaches its own caller only', async () => {
  const queue = createTaskQueue()
  const failing = queue(() => Promise.reject(new Error('broken')))
  const next = queue(async () => 'fine')
  await expect(failing).rejects.toThrow('broken')
  expect(await next).toBe('fine')
})
