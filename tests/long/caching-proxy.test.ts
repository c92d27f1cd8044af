import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SHARED_PAGES } from '@/utils/auth/routes'
import { BrowserJar } from '../support/browser-jar'
import { type CachingProxy, startCachingProxy } from '../support/caching-proxy'
import {
  expireAccessToken,
  MEMBER,
  MENTOR,
  readSession,
  type Stack,
  signedIn,
  startStack,
} from '../support/stack'

const PATHS = [...SHARED_PAGES, '/private', '/account', '/account/sessions']

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
})
afterAll(() => stack.close())

describe.each(['shared', 'private'] as const)('behind a cache that stores as a %s one', (type) => {
  let cache: CachingProxy
  beforeAll(async () => {
    cache = await startCachingProxy(stack.app.url, type)
  })
  afterAll(() => cache.close())

  const through = ({ cookies }: BrowserJar) => new BrowserJar(cache.url, cookies)
  const textOf = async (jar: BrowserJar, path: string) => await (await jar.open(path)).response.text()

  it('which works', async () => {
    const page = await textOf(new BrowserJar(cache.url), '/terms')
    const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
    await textOf(new BrowserJar(cache.url), script)
    const again = await new BrowserJar(cache.url).fetch(script)
    expect(again.headers.get('age')).not.toBeNull()
  })

  it('two users and a signed-out one never get each other’s pages', async () => {
    const [member, mentor] = [through(await signedIn(stack, MEMBER)), through(await signedIn(stack, MENTOR))]
    const signedOut = new BrowserJar(cache.url)
    for (const round of [1, 2, 3])
      for (const path of PATHS) {
        const [public_, own, other] = [
          await textOf(signedOut, path),
          await textOf(member, path),
          await textOf(mentor, path),
        ]
        expect([round, path, public_.includes('@example.com')]).toEqual([round, path, false])
        expect([path, own.includes(MEMBER.email), own.includes(MENTOR.email)]).toEqual([path, true, false])
        expect([path, other.includes(MENTOR.email), other.includes(MEMBER.email)]).toEqual([
          path,
          true,
          false,
        ])
        expect([...signedOut.cookies]).toEqual([])
      }
  })

  it('a refreshed session and a removed one reach only their own browser', async () => {
    for (const path of SHARED_PAGES) {
      const jar = through(await signedIn(stack, MEMBER))
      const before = readSession(jar, stack.cookieName)
      await textOf(new BrowserJar(cache.url), path)
      expireAccessToken(jar, stack.cookieName)
      const response = await jar.fetch(path)
      expect([path, response.headers.getSetCookie().length > 0]).toEqual([path, true])
      expect(readSession(jar, stack.cookieName).access_token).not.toBe(before.access_token)
      const removed = await fetch(cache.url + path, { headers: { cookie: `${stack.cookieName}=%` } })
      expect([path, removed.headers.getSetCookie().join()]).toEqual([
        path,
        expect.stringContaining('Max-Age=0'),
      ])

      const next = await fetch(cache.url + path)
      expect([path, next.status, next.headers.getSetCookie()]).toEqual([path, 200, []])
      expect(await next.text()).not.toContain('@example.com')
    }
  })

  it('a signed-in user who signs out gets no page of the session', async () => {
    const jar = through(await signedIn(stack, MEMBER))
    for (const path of PATHS) await textOf(jar, path)
    jar.cookies.clear()
    for (const path of PATHS)
      expect([path, (await textOf(jar, path)).includes(MEMBER.email)]).toEqual([path, false])
  })
})
