import { secretKey } from 'supabase-embedded'
import { beforeEach, describe, expect, it } from 'vitest'
import { maskUserAgent } from '../../utils/auth/devices/user-agent'
import { advanceOneHourIn } from '../support/advance-clock'
import { BrowserJar } from '../support/browser-jar'
import { messagesOf, sendForm } from '../support/html-form'
import {
  ADMIN,
  expireAccessToken,
  MEMBER,
  MENTOR,
  readSession,
  signedIn,
  writeSession,
} from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack({ TRUSTED_PROXIES: '1', SUPABASE_SECRET_KEY: secretKey })
beforeEach(() => stack.proxy.reset())

const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

/** The session ID in a browser’s access token. */
function sessionId(jar: BrowserJar): string {
  const [, claims = ''] = readSession(jar, stack.cookieName).access_token.split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).session_id
}

const recordOf = async (jar: BrowserJar) =>
  (
    await sql<{ ip: string; user_agent: string }>(
      'select host(ip) as ip, user_agent from auth.sessions where id = $1',
      [sessionId(jar)],
    )
  )[0]

describe('what the Auth server receives about the client', () => {
  it('includes its browser and address at sign-in', async () => {
    const jar = (await signedIn(stack, MEMBER)).copy()
    jar.cookies.clear()
    const headers = { 'user-agent': 'Browser/1', 'x-forwarded-for': '6.6.6.6, 203.0.113.7' }
    const fields: [string, string][] = [
      ['email', MEMBER.email],
      ['password', MEMBER.password],
    ]
    expect((await sendForm(jar, '/login', fields, headers)).status).toBe(303)
    expect(await recordOf(jar)).toEqual({ ip: '203.0.113.7', user_agent: maskUserAgent('Browser/1') })
  })

  it('is updated when the session is refreshed', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    const headers = { 'user-agent': 'Browser/2', 'x-forwarded-for': '2001:db8::2' }
    expect((await jar.fetch('/private', { headers })).status).toBe(200)
    expect(await recordOf(jar)).toEqual({ ip: '2001:db8::2', user_agent: maskUserAgent('Browser/2') })
  })

  it('arrives with the secret key at the Auth API, never at the data API', async () => {
    const jar = await signedIn(stack, MEMBER)
    stack.proxy.reset()
    const headers = { 'x-forwarded-for': '203.0.113.7', 'sb-forwarded-for': '6.6.6.6' }
    expect((await jar.fetch('/account/sessions', { headers })).status).toBe(200)
    const to = (part: string) => stack.proxy.calls.filter(({ path }) => path.startsWith(part))
    expect(to('/rest/v1/').length).toBeGreaterThan(0)
    for (const { headers } of to('/rest/v1/')) expect(headers).not.toContain('sb-forwarded-for')
    expect(to('/auth/v1/').length).toBeGreaterThan(0)
    for (const { headers } of to('/auth/v1/')) expect(headers).toContain('sb-forwarded-for')
  })

  it('includes no address if no trusted proxy provides one', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    await jar.fetch('/private', { headers: { 'x-forwarded-for': '6.6.6.6, nonsense' } })
    expect(await recordOf(jar)).toMatchObject({ ip: '127.0.0.1' })
    expect(stack.proxy.calls.flatMap(({ headers }) => headers)).not.toContain('x-forwarded-for')
  })
})

describe('sessions', () => {
  it('are listed with their addresses', async () => {
    const jar = await signedIn(stack, MENTOR)
    expireAccessToken(jar, stack.cookieName)
    await jar.fetch('/private', { headers: { 'x-forwarded-for': '203.0.113.77' } })
    expect(await (await jar.fetch('/account/sessions')).text()).toContain('203.0.113.77')
  })

  it('of another user are not found', async () => {
    const mentor = await signedIn(stack, MENTOR)
    await signedIn(stack, MEMBER)
    const member = await signedIn(stack, MEMBER)
    for (const id of [sessionId(mentor), crypto.randomUUID(), 'nonsense', '']) {
      const answer = await sendForm(member, '/account/sessions', [['session', id]])
      expect(messagesOf(await answer.text())).toBe('This session no longer exists.')
    }
    expect((await mentor.fetch('/private')).status).toBe(200)
  })
})

describe('a sign-in that is no longer recent', () => {
  it.each(['/account/data/delete'])('does not open %s', async (path) => {
    const jar = await signedIn(stack, MEMBER)
    await advanceOneHourIn(jar, stack)
    const response = await jar.fetch(path)
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toBe(
      `/account/reauthenticate?${new URLSearchParams({ redirectedFrom: path })}`,
    )
  })

  it('does not become recent by a refresh or a changed cookie', async () => {
    const jar = await signedIn(stack, MEMBER)
    await advanceOneHourIn(jar, stack)
    expireAccessToken(jar, stack.cookieName)
    const now = Math.floor(Date.now() / 1000)
    const session = readSession(jar, stack.cookieName)
    writeSession(jar, stack.cookieName, {
      ...session,
      amr: [{ method: 'password', timestamp: now }],
      user: { last_sign_in_at: new Date().toISOString() },
    })
    expect((await jar.fetch('/account/data/delete')).status).toBe(307)
  })

  it('cannot delete the account directly in the database either', async () => {
    const jar = await signedIn(stack, MEMBER)
    await advanceOneHourIn(jar, stack)
    const { access_token } = readSession(jar, stack.cookieName)
    const response = await fetch(`${stack.backend.apiUrl}/rest/v1/rpc/delete_account`, {
      method: 'POST',
      headers: { apikey: stack.backend.publishableKey, authorization: `Bearer ${access_token}` },
    })
    expect(response.status).toBe(403)
    expect((await jar.fetch('/private')).status).toBe(200)
  })

  it('does not become recent after five incorrect passwords, and the session continues', async () => {
    const jar = await signedIn(stack, ADMIN)
    await advanceOneHourIn(jar, stack)
    const confirm = async (password: string) => {
      const response = await sendForm(jar, '/account/reauthenticate', [['password', password]])
      return [response.status, messagesOf(await response.text())]
    }
    for (let n = 0; n < 5; n += 1)
      expect(await confirm('not the password')).toEqual([200, expect.stringContaining('Incorrect password')])
    expect(await confirm(ADMIN.password)).toEqual([429, 'Too many attempts. Try again in 15 minutes.'])
    expect((await jar.fetch('/private')).status).toBe(200)
    const otherBrowser = new BrowserJar(stack.app.url)
    const fields: [string, string][] = [
      ['email', ADMIN.email],
      ['password', ADMIN.password],
    ]
    expect((await sendForm(otherBrowser, '/login', fields)).status).toBe(303)
  })

  it.each(['https://evil.example', '//evil.example', '/account/reauthenticate', '/login'])(
    'is not redirected to %s after re-authentication',
    async (redirectedFrom) => {
      const jar = await signedIn(stack, MEMBER)
      const query = new URLSearchParams({ redirectedFrom })
      const response = await jar.fetch(`/account/reauthenticate?${query}`)
      expect(response.status).toBe(307)
      expect(response.headers.get('location')).toBe('/account')
    },
  )
})

describe('the data export', () => {
  it('is a file that no cache stores', async () => {
    const jar = await signedIn(stack, MEMBER)
    const response = await jar.fetch('/account/data/export')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="your-data.json"')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({
      account: { email: MEMBER.email },
      profile: [{ name: MEMBER.name }],
    })
    expect(text).not.toContain(MENTOR.email)
    expect(text).not.toMatch(/token|encrypted_password|\$2a\$/)
  })

  it('requires a session', async () => {
    const response = await fetch(`${stack.app.url}/account/data/export`, { redirect: 'manual' })
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toContain('/login')
  })

  it.each([
    ['POST', 'GET, HEAD'],
    ['PUT', 'GET, HEAD'],
    ['PATCH', 'GET, HEAD'],
    ['DELETE', 'GET, HEAD'],
  ])('rejects %s with 405', async (method, allow) => {
    const jar = await signedIn(stack, MEMBER)
    const response = await jar.fetch('/account/data/export', { headers: { origin: jar.origin }, method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
  })
})

it('every account page redirects signed-out users to sign in', async () => {
  const parts = [
    '',
    '/email',
    '/password',
    '/sessions',
    '/sign-in-methods',
    '/data',
    '/data/delete',
    '/reauthenticate',
  ]
  for (const part of parts) {
    const response = await fetch(`${stack.app.url}/account${part}`, { redirect: 'manual' })
    expect(response.status).toBe(307)
    expect(response.headers.get('location')).toContain('/login?redirectedFrom=%2Faccount')
  }
})

it('the only admin learns why the account cannot be deleted', async () => {
  const jar = await signedIn(stack, ADMIN)
  const response = await sendForm(jar, '/account/data/delete', [['email', ADMIN.email]])
  expect(messagesOf(await response.text())).toContain('At least one admin must have no expiry')
  expect((await jar.fetch('/private')).status).toBe(200)
})
