import { type Backend, startBackend } from 'supabase-embedded'
import { giveConsent } from 'supabase-embedded/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from '../support/app'
import { BrowserJar } from '../support/browser-jar'
import { messagesOf, sendForm } from '../support/html-form'
import { openMailbox } from '../support/mailbox'
import { type Redis, startRedis } from '../support/redis'
import { type RoundRobin, startRoundRobin } from '../support/round-robin'
import { ADMIN, MEMBER, MENTOR, type StackUser } from '../support/stack'

let backend: Backend
let redis: Redis
let apps: App[]
let balancer: RoundRobin
beforeAll(async () => {
  balancer = await startRoundRobin()
  ;[redis, backend] = await Promise.all([startRedis(), startBackend({ siteUrl: balancer.url })])
  const instance = () =>
    startApp({
      supabaseUrl: backend.apiUrl,
      publishableKey: backend.publishableKey,
      env: {
        NEXT_PUBLIC_SITE_URL: balancer.url,
        REDIS_URL: redis.url,
        // The load balancer and a proxy before it, whose header the tests send.
        TRUSTED_PROXIES: '2',
      },
    })
  apps = await Promise.all([instance(), instance()])
  balancer.serve(apps.map(({ url }) => url))
})
afterAll(async () => {
  await balancer.close()
  await Promise.all(apps.map((app) => app.close()))
  await Promise.all([backend.close(), redis.kill()])
})

/** Signs in at one of the instances, from an address. */
async function signIn(instance: number, { email, password }: StackUser, address: string) {
  const jar = new BrowserJar(balancer.url)
  const headers = { 'x-forwarded-for': address }
  const fields: [string, string][] = [
    ['email', email],
    ['password', password],
  ]
  balancer.only(instance % 2)
  const { status } = await sendForm(jar, '/login', fields, headers)
  balancer.only(null)
  return status
}

const wrong = (person: StackUser): StackUser => ({ ...person, password: 'not the password' })

describe('one browser behind a load balancer without sticky sessions', () => {
  const browser = () => new BrowserJar(balancer.url)
  const page = async (jar: BrowserJar, path: string) => {
    const { response, path: at } = await jar.open(path)
    expect(response.status).toBe(200)
    return { at, html: await response.text() }
  }

  it('signs in, writes, reads, and signs out without an error', async () => {
    const jar = browser()
    const fields: [string, string][] = [
      ['email', MENTOR.email],
      ['password', MENTOR.password],
    ]
    // Each page and each form takes two requests, so the form is sent to the other instance.
    for (let round = 0; round < 3; round += 1) {
      await jar.fetch('/terms')
      const response = await sendForm(jar, '/login', [
        ['email', MENTOR.email],
        ['password', 'wrong'],
      ])
      expect([response.status, messagesOf(await response.text())]).toEqual([
        200,
        expect.stringContaining('Incorrect email or password'),
      ])
    }
    expect((await sendForm(jar, '/login', fields)).headers.get('location')).toBe('/private')

    for (const note of ['the first note', 'the second note', 'the third note']) {
      await jar.fetch('/terms')
      await sendForm(jar, '/private', [['note', note]])
      expect((await page(jar, '/private')).html).toContain(note)
    }
    const signOut = await jar.fetch('/auth/signout', { method: 'POST', headers: { origin: balancer.url } })
    expect(signOut.status).toBe(303)
    expect((await page(jar, '/private')).at).toMatch(/^\/login/)
  })

  it('confirms its address', async () => {
    const jar = browser()
    const [email, password] = ['two-instances@example.com', 'a long and quiet password']
    await sendForm(jar, '/signup?redirectedFrom=%2Fprivate%3Fx%3D1', [
      ['name', 'Two Instances'],
      ['email', email],
      ['password', password],
      ['passwordRepeat', password],
      ['terms', 'on'],
    ])
    const { links } = await openMailbox(backend.mailboxUrl).latest({ to: email })
    const link = new URL(links.find((candidate) => candidate.includes('token_hash=')) ?? '')
    expect(link.origin).toBe(balancer.url)
    const confirmed = await page(jar, link.pathname + link.search)
    expect([confirmed.at, confirmed.html]).toEqual(['/private?x=1', expect.stringContaining(email)])
  })

  it('signs in with GitHub', async () => {
    const jar = browser()
    const started = await jar.fetch('/auth/oauth/github', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(),
    })
    const authorize = started.headers.get('refresh')?.replace(/^0;url=/, '') ?? ''
    const consent = (await fetch(authorize, { redirect: 'manual' })).headers.get('location') ?? ''
    const back = await fetch(await giveConsent(consent, { login: 'octocat' }), { redirect: 'manual' })
    const { pathname, search } = new URL(back.headers.get('location') ?? '')
    await jar.fetch('/terms')
    expect((await page(jar, pathname + search)).at).toBe('/private')
  })

  it('used both instances', () => {
    for (const count of balancer.counts) expect(count).toBeGreaterThan(10)
  })
})

describe('a browser that signed in at one instance', () => {
  it('is recognized at the other, even if attackers have locked the password at both', async () => {
    const [email, place] = [ADMIN.email, '203.0.113.4']
    const jar = new BrowserJar(balancer.url)
    const fields: [string, string][] = [
      ['email', email],
      ['password', ADMIN.password],
    ]
    const headers = { 'x-forwarded-for': place }
    balancer.only(0)
    expect((await sendForm(jar, '/login', fields, headers)).status).toBe(303)
    await jar.fetch('/auth/signout', { method: 'POST', headers: { origin: balancer.url } })
    for (let n = 0; n < 5; n += 1) expect(await signIn(n, wrong(ADMIN), place)).toBe(200)
    expect([await signIn(0, ADMIN, place), await signIn(1, ADMIN, place)]).toEqual([429, 429])
    balancer.only(1)
    expect((await sendForm(jar, '/login', fields, headers)).status).toBe(303)
    balancer.only(null)
  })
})

describe('the limits', () => {
  it('are shared by both', async () => {
    for (let n = 0; n < 5; n += 1) expect(await signIn(n, wrong(MEMBER), '203.0.113.5')).toBe(200)
    expect([await signIn(0, MEMBER, '203.0.113.5'), await signIn(1, MEMBER, '203.0.113.5')]).toEqual([
      429, 429,
    ])
    expect([await signIn(0, MEMBER, '203.0.113.6'), await signIn(1, ADMIN, '203.0.113.5')]).toEqual([
      303, 303,
    ])
  })

  it('continue in each alone without Redis, and are shared again afterwards', async () => {
    await redis.kill()
    for (let n = 0; n < 2; n += 1) expect(await signIn(n, ADMIN, '203.0.113.7')).toBe(303)
    for (let n = 0; n < 5; n += 1) expect(await signIn(0, wrong(ADMIN), '203.0.113.8')).toBe(200)
    expect([await signIn(0, ADMIN, '203.0.113.8'), await signIn(1, ADMIN, '203.0.113.8')]).toEqual([429, 303])

    await redis.restart()
    for (const app of apps) await expect.poll(app.output).toContain('"redis.reconnected"')
    for (let n = 0; n < 5; n += 1) expect(await signIn(n, wrong(MENTOR), '203.0.113.9')).toBe(200)
    expect([await signIn(0, MENTOR, '203.0.113.9'), await signIn(1, MENTOR, '203.0.113.9')]).toEqual([
      429, 429,
    ])
    for (const app of apps) expect(app.output()).not.toMatch(/redis:\/\/|ECONNREFUSED/)
  })

  it('for one password on many accounts are shared: both use one queue', async () => {
    const spray = (count: number, from: number) =>
      Promise.all(
        Array.from({ length: count }, async (_, n) => {
          const jar = new BrowserJar(balancer.url)
          const fields: [string, string][] = [
            ['email', `person-${from + n}@example.com`],
            ['password', 'not the password'],
          ]
          const headers = { 'x-forwarded-for': `198.51.${n % 100}.${from % 250}` }
          return (await sendForm(jar, '/login', fields, headers)).status
        }),
      )
    let sprayed = 0
    while (!(await spray(20, sprayed)).includes(429) && sprayed < 1000) sprayed += 20
    // A few at a time: an instance too busy to reach Redis in time counts alone.
    const since = Date.now()
    const slowed = await spray(12, sprayed + 20)
    const served = slowed.filter((status) => status === 200).length
    expect(served).toBeLessThanOrEqual(Math.ceil((Date.now() - since) / 1000) + 2)
    expect(slowed.filter((status) => status === 429)).toHaveLength(12 - served)
  })
})
