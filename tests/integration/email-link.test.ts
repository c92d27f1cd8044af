import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { sendForm } from '../support/html-form'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()
beforeEach(() => stack.proxy.reset())

const VERIFY = 'POST /auth/v1/verify'
const HASH = 'a'.repeat(56)

/** Signs up a new user in a separate browser. */
async function signUp(next = '/private?x=1') {
  const jar = new BrowserJar(stack.app.url)
  const email = `link-${randomUUID()}@example.com`
  const path = `/signup?${new URLSearchParams({ redirectedFrom: next })}`
  const response = await sendForm(jar, path, [
    ['name', 'Ada'],
    ['email', email],
    ['password', 'a long password'],
    ['passwordRepeat', 'a long password'],
    ['terms', 'on'],
  ])
  expect(response.headers.get('location')).toBe('/check-email')
  const { links } = await stack.mailbox.latest({ to: email })
  const link = new URL(links.find((candidate) => candidate.includes('token_hash')) ?? '')
  stack.proxy.reset()
  return { jar, email, link: link.pathname + link.search, origin: link.origin }
}

const pressButton = (jar: BrowserJar) => sendForm(jar, '/confirm', [])

describe('an email link', () => {
  it('signs in the browser that requested it at once and leads to the original page', async () => {
    const { jar, link, email } = await signUp()
    const { response, path } = await jar.open(link)
    expect(path).toBe('/private?x=1')
    expect(await response.text()).toContain(email)
    expect(stack.proxy.count(VERIFY)).toBe(1)
  })

  it('is not used up when others open it, only by the button', async () => {
    const { link, email } = await signUp()
    for (let visit = 0; visit < 3; visit += 1) {
      const scanner = new BrowserJar(stack.app.url)
      const { response, path } = await scanner.open(link)
      expect(path).toBe('/confirm')
      expect(await response.text()).toContain('Confirm and sign in')
    }
    expect(stack.proxy.count(VERIFY)).toBe(0)

    const phone = new BrowserJar(stack.app.url)
    await phone.open(link)
    const response = await pressButton(phone)
    expect(response.status).toBe(303)
    // A browser other than the one that signed up: the password of the sign-up is discarded.
    expect(response.headers.get('location')).toBe('/account/password?redirectedFrom=%2Fprivate%3Fx%3D1')
    expect(await (await phone.fetch('/private?x=1')).text()).toContain(email)
    const sessionAndDevice = new RegExp(`^(${stack.cookieName}.*|device)$`)
    for (const name of phone.cookies.keys()) expect(name).toMatch(sessionAndDevice)
  })

  it.each<[string, RequestInit]>([
    ['HEAD', { method: 'HEAD' }],
    ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }],
    ['a prerender', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['an older prefetch', { headers: { purpose: 'prefetch' } }],
  ])('is not used up by %s, even in the browser that requested it', async (_what, init) => {
    const { jar, link } = await signUp()
    const response = await jar.fetch(link, init)
    expect(response.status).toBeLessThan(300)
    expect(stack.proxy.count(VERIFY)).toBe(0)
    expect((await jar.open(link)).path).toBe('/private?x=1')
  })

  it.each([
    ['POST', 'GET, HEAD'],
    ['PUT', 'GET, HEAD'],
    ['PATCH', 'GET, HEAD'],
    ['DELETE', 'GET, HEAD'],
    ['OPTIONS', 'GET, HEAD'],
  ])('answers 405 to %s', async (method, allow) => {
    const { jar, link } = await signUp()
    const response = await jar.fetch(link, { headers: { origin: jar.origin }, method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect(stack.proxy.count(VERIFY)).toBe(0)
  })

  it('leaves no token in any URL after the first, and none in a Referer', async () => {
    const { link } = await signUp()
    const response = await new BrowserJar(stack.app.url).fetch(link)
    expect(response.headers.get('location')).toBe('/confirm')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('cache-control')).toMatch(/^private.*no-store/)
  })

  it('that was used says so and signs no one in', async () => {
    const { jar, link } = await signUp()
    await jar.open(link)
    const again = new BrowserJar(stack.app.url)
    await again.open(link)
    const response = await pressButton(again)
    expect(response.headers.get('location')).toMatch(/^\/error\?reason=link-expired/)
    expect(again.cookies.has(stack.cookieName)).toBe(false)
  })

  it('of another user signs no one in without confirmation', async () => {
    const attacker = await signUp()
    const victim = await signUp()
    const { path } = await victim.jar.open(attacker.link)
    expect(path).toBe('/confirm')
    expect(stack.proxy.count(VERIFY)).toBe(0)
  })

  it('still works after an error of the Auth server', async () => {
    const { jar, link, email } = await signUp()
    await stack.proxy.fault({ kind: 'refuse' })
    const { path } = await jar.open(link)
    expect(path).toBe('/confirm')
    const failed = await pressButton(jar)
    expect(await failed.text()).toContain('We can’t reach the sign-in service right now.')
    await stack.proxy.fault(null)
    const response = await pressButton(jar)
    expect(response.headers.get('location')).toBe('/private?x=1')
    expect(await (await jar.fetch('/private')).text()).toContain(email)
  })

  it('of an email sent without a redirect leads to the same page', async () => {
    const { path } = await new BrowserJar(stack.app.url).open(`/?token_hash=${HASH}&type=signup`)
    expect(path).toBe('/confirm')
  })
})

describe('a truncated or malformed link', () => {
  it.each([
    '',
    '?type=signup',
    `?token_hash=${HASH}`,
    `?token_hash=${HASH}&type=`,
    `?token_hash=${HASH}&type=sms`,
    `?token_hash=${HASH}&type=Signup`,
    `?token_hash=${HASH}&type=constructor`,
    '?token_hash=&type=signup',
    '?token_hash=abc&type=signup',
    '?token_hash=%3Cscript%3Ealert(1)%3C/script%3E&type=signup',
    `?token_hash=${'a'.repeat(500)}&type=signup`,
    `?token_hash=${HASH}%00&type=signup`,
    `?token_hash=${HASH}&type=sms&type=signup`,
    '?error=access_denied&error_code=otp_expired&error_description=%3Cscript%3Ealert(1)%3C/script%3E',
  ])('%s leads to an explanation, without a call', async (query) => {
    const jar = new BrowserJar(stack.app.url)
    const { response, path } = await jar.open(`/auth/confirm${query}`)
    expect(path).toMatch(/^\/error\?reason=link-(failed|incomplete|expired)/)
    const page = await response.text()
    expect(page).toContain('Back to sign in')
    expect(page).not.toContain('alert(1)')
    expect(stack.proxy.count()).toBe(0)
  })

  it.each(['email', 'signup', 'invite', 'magiclink', 'recovery', 'email_change'])(
    'of type %s with an unknown token is rejected after the button',
    async (type) => {
      const jar = new BrowserJar(stack.app.url)
      expect((await jar.open(`/auth/confirm?token_hash=${HASH}&type=${type}`)).path).toBe('/confirm')
      const response = await pressButton(jar)
      expect(response.headers.get('location')).toMatch(
        /^\/error\?reason=(link|sign-in-link|reset-link|email-change-link)-expired/,
      )
    },
  )

  it('uses the first of repeated parameters', async () => {
    const jar = new BrowserJar(stack.app.url)
    const { path } = await jar.open(`/auth/confirm?token_hash=${HASH}&token_hash=x&type=signup&type=sms`)
    expect(path).toBe('/confirm')
  })

  it('cannot continue another user’s flow', async () => {
    const jar = new BrowserJar(stack.app.url)
    for (const flow of ['.', 'undefined.', 'null', '%2e%2e', 'x.!!!', `${'x'.repeat(3000)}`]) {
      const { response, path } = await jar.open(`/auth/confirm/${flow}?token_hash=${HASH}&type=signup`)
      expect(response.status).toBeLessThan(500)
      expect(path).not.toBe('/private')
    }
    expect(stack.proxy.count(VERIFY)).toBe(0)
  })
})
