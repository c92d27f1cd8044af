import { secretKey } from 'supabase-embedded'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { sendForm } from '../support/html-form'
import { MEMBER, MENTOR, type Stack, signedIn, startStack } from '../support/stack'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'

describe('a secret key, which the gateway rejects with a browser’s User-Agent', () => {
  const headers = { 'user-agent': CHROME, 'x-forwarded-for': '203.0.113.7' }
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ TRUSTED_PROXIES: '1', SUPABASE_SECRET_KEY: secretKey })
  })
  afterAll(() => stack.close())

  it('does not interfere with sign-up, sign-in, or the name of the device', async () => {
    const person = { name: 'Ada', email: 'secret-key@example.com', password: 'a long and quiet password' }
    const jar = new BrowserJar(stack.app.url)
    const accepted = await sendForm(
      jar,
      '/signup',
      [
        ['name', person.name],
        ['email', person.email],
        ['password', person.password],
        ['passwordRepeat', person.password],
        ['terms', 'on'],
      ],
      headers,
    )
    expect([accepted.status, accepted.headers.get('location')]).toEqual([303, '/check-email'])
    const { links } = await stack.mailbox.latest({ to: person.email })
    const link = new URL(links.find((candidate) => candidate.includes('token_hash=')) ?? '')
    const confirmed = await jar.fetch(link.pathname + link.search, { headers })
    expect(confirmed.headers.get('location')).toBe('/private')

    const second = new BrowserJar(stack.app.url)
    const signedInAs = await sendForm(
      second,
      '/login',
      [
        ['email', person.email],
        ['password', person.password],
      ],
      headers,
    )
    expect(signedInAs.status).toBe(303)

    for (const path of ['/account/sessions', '/account/activity'])
      expect(await (await second.fetch(path, { headers })).text()).toContain('Chrome on Windows')
    const own = await (await second.fetch('/account/data/export', { headers })).json()
    expect(own.sessions.map(({ user_agent }: { user_agent: string }) => user_agent)).toEqual([CHROME, CHROME])
    const agents = own.activity.flatMap(({ user_agent }: { user_agent: string | null }) =>
      user_agent ? [user_agent] : [],
    )
    expect(agents).toContain(CHROME)
    expect(agents.every((agent: string) => agent === CHROME)).toBe(true)
  })

  it.each(['/auth/v1/settings', '/auth/v1/user', '/rest/v1/notes?select=id'])(
    'is rejected by the embedded gateway as by a hosted one: %s',
    async (path) => {
      const call = (userAgent: string) =>
        fetch(stack.backend.apiUrl + path, { headers: { apikey: secretKey, 'user-agent': userAgent } })
      expect((await call(CHROME)).status).toBe(401)
      expect(await (await call(CHROME)).json()).toMatchObject({ message: expect.stringContaining('secret') })
      expect(await (await call('curl/8.1')).text()).not.toContain('in browser')
    },
  )
})

describe('a 4xx of the gateway for one client', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())
  afterEach(() => stack.heal())

  it.each([403, 404, 413, 431])(
    '%i leaves the user signed in and is no outage for others',
    async (status) => {
      const jar = await signedIn(stack, MEMBER)
      const other = await signedIn(stack, MENTOR)
      expect((await other.fetch('/private')).status).toBe(200)
      const before = new Map(jar.cookies)
      await stack.proxy.fault(html(status, (path) => path === '/auth/v1/user'))
      stack.proxy.reset()
      for (let visit = 0; visit < 8; visit += 1) expect((await jar.fetch('/private')).status).toBe(503)
      expect(stack.proxy.count('GET /auth/v1/user')).toBe(8)
      expect((await jar.fetch('/')).status).toBe(200)
      expect((await jar.fetch('/api/ready')).status).toBe(200)
      expect(jar.cookies).toEqual(before)

      await stack.heal()
      expect((await other.fetch('/private')).status).toBe(200)
      expect((await jar.fetch('/private')).status).toBe(200)
    },
  )
})
