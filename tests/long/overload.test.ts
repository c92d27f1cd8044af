import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { isSignedInAgain, type PageResult, page, visitAll, visitPage } from '../support/page-visits'
import { ADMIN, type Stack, signedIn, startStack } from '../support/stack'
import { HANG_MS } from '../support/timeouts'

let stack: Stack
let admin: BrowserJar

beforeAll(async () => {
  stack = await startStack()
  admin = await signedIn(stack, ADMIN)
  // The measured server has been running for a while.
  await visitAll(
    admin,
    Array.from({ length: 400 }, (_, n) => page(n % 2 ? '/private' : '/')),
  )
})
afterAll(() => stack.close())
afterEach(() => stack.proxy.fault(null))

describe('two hundred simultaneous requests while Supabase hangs', () => {
  const anonymous = () => new BrowserJar(stack.app.url)
  const memory = () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(stack.app.pid)])) / 1024

  async function wave(): Promise<{ anonymous: PageResult[]; protectedPages: PageResult[]; calls: number }> {
    await stack.proxy.fault({ kind: 'hang' })
    stack.proxy.reset()
    const protectedPages = Promise.all(Array.from({ length: 200 }, () => visitPage(admin, page('/private'))))
    const seen: PageResult[] = []
    for (let n = 0; n < 20; n += 1) seen.push(await visitPage(anonymous(), page('/')))
    const all = { anonymous: seen, protectedPages: await protectedPages, calls: stack.proxy.count() }
    await stack.proxy.fault(null)
    return all
  }

  const median = (seen: PageResult[]) =>
    seen.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(seen.length / 2)] ?? 0

  it('signed-out users do not wait, every request is answered, and memory is freed', async () => {
    const first = await wave()
    const before = memory()
    const waves = [first, await wave()]
    for (const { anonymous, protectedPages } of waves) {
      expect(protectedPages.map(({ response }) => response.status)).toEqual(Array(200).fill(503))
      expect(median(anonymous)).toBeLessThan(median(protectedPages))
    }
    expect(memory() / before).toBeLessThan(1.25)
  })

  it('a hanging server is not called by every request, and a recovered one is called again', async () => {
    await stack.proxy.fault({ kind: 'hang' })
    await Promise.all(Array.from({ length: 10 }, () => visitPage(admin, page('/private'))))
    stack.proxy.reset()
    const shed = await Promise.all(Array.from({ length: 50 }, () => visitPage(admin, page('/private'))))
    expect(shed.map(({ response }) => response.status)).toEqual(Array(50).fill(503))
    expect(stack.proxy.count()).toBeLessThanOrEqual(1)
    const { auth } = JSON.parse((await visitPage(anonymous(), page('/api/ready'))).text)
    expect(auth).toEqual({ status: 'unavailable', breaker: expect.stringMatching(/^(open|half-open)$/) })
    await stack.heal()
    await isSignedInAgain(admin)
    const ready = await visitPage(anonymous(), page('/api/ready'))
    const well = { status: 'ok', breaker: 'closed' }
    expect([ready.response.status, JSON.parse(ready.text)]).toEqual([
      200,
      { middleware: 'ok', auth: well, data: well },
    ])
    expect(ready.response.headers.get('cache-control')).toBe('private, no-store')
  })
})

it('no request waits for the call that checks whether a hanging server has recovered', async () => {
  await stack.proxy.fault({ kind: 'hang' })
  await Promise.all(Array.from({ length: 10 }, () => visitPage(admin, page('/private'))))
  stack.proxy.reset()
  const visits: Promise<PageResult>[] = []
  await expect
    .poll(() => {
      visits.push(visitPage(admin, page('/private')))
      return stack.proxy.count()
    })
    .toBe(1)
  const others = Promise.all(Array.from({ length: 5 }, () => visitPage(admin, page('/private'))))
  const first = await Promise.race([
    others.then(() => 'the others'),
    Promise.all(visits).then(() => 'the call'),
  ])
  expect(first).toBe('the others')
  await stack.heal()
  await isSignedInAgain(admin)
})

describe('SIGTERM', () => {
  it('finishes open requests, accepts no new ones, and exits in time', async () => {
    await stack.proxy.fault({ kind: 'slow', ms: 400 })
    stack.proxy.reset()
    const inFlight = Array.from({ length: 20 }, () => visitPage(admin, page('/private')))
    await expect.poll(() => stack.proxy.count('/auth/v1/user')).toBe(20)

    const start = performance.now()
    const ended = stack.app.close()
    await expect.poll(() => errorOf(stack.app.url)).toBe('ECONNREFUSED')
    const answered = await Promise.all(inFlight)
    expect(answered.map(({ response }) => response.status)).toEqual(Array(20).fill(200))
    for (const { text } of answered) expect(text).toContain(ADMIN.email)
    // 128 + 15: the exit code of Next.js after a graceful shutdown.
    expect(await ended).toBe(143)
    expect(performance.now() - start).toBeLessThan(HANG_MS)
  })
})

/** The error of a new connection; undefined if it succeeds. */
async function errorOf(url: string): Promise<string | undefined> {
  const request = get(url, { agent: false })
  const [outcome] = await Promise.race([once(request, 'response'), once(request, 'error')]).catch((error) => [
    error,
  ])
  request.destroy()
  return outcome.code
}
