import { decodeJwt } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { sendForm } from '../support/html-form'
import { enrollAuthenticator } from '../support/second-factor'
import { MEMBER, readSession, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

const PATH = '/live-token'

const stack = suiteStack({ LIVE_UPDATES: 'on' })
afterEach(() => stack.heal())

const request = (jar: BrowserJar, site = 'same-origin') =>
  jar.fetch(PATH, { method: 'POST', headers: { 'Sec-Fetch-Site': site } })

describe('the access token for live updates', () => {
  it('is that of the session, for a page of this site, and is stored nowhere', async () => {
    const jar = await signedIn(stack, MEMBER)
    const response = await request(jar)

    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    const { accessToken, expiresInS, ...rest } = await response.json()
    expect(accessToken).toBe(readSession(jar, stack.cookieName).access_token)
    expect(expiresInS).toBeGreaterThan(0)
    expect(expiresInS).toBeLessThanOrEqual(Number(decodeJwt(accessToken).exp) - Date.now() / 1000 + 1)
    expect(rest).toEqual({})
  })

  it.each(['cross-site', 'same-site', 'none'])('is not returned to a request that is %s', async (site) => {
    const response = await request(await signedIn(stack, MEMBER), site)
    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain('eyJ')
  })

  it('is not returned to a link', async () => {
    const response = await (await signedIn(stack, MEMBER)).fetch(PATH)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('is not returned without a session', async () => {
    const response = await request(new BrowserJar(stack.app.url))
    expect([response.status, response.headers.get('location')]).toEqual([303, '/login'])
  })

  it('is not returned after the session was ended elsewhere', async () => {
    const user = await newUserEmail(stack)
    const jar = await signedIn(stack, user)
    await stack.backend.sql(
      'delete from auth.sessions where user_id = (select id from auth.users where email = $1)',
      [user.email],
    )
    expect((await request(jar)).status).toBe(303)
  })

  it('is not returned before the second factor', async () => {
    const user = await newUserEmail(stack)
    await enrollAuthenticator(stack, user)
    const response = await request(await signedIn(stack, user))
    expect([response.status, response.headers.get('location')]).toEqual([303, '/mfa'])
  })

  it('is not returned while the Auth server gives no clear response, and no one is signed out', async () => {
    const jar = await signedIn(stack, MEMBER)
    await stack.proxy.fault(json(500, {}))
    expect((await request(jar)).status).toBe(503)
    await stack.heal()
    await expect.poll(async () => (await request(jar)).status).toBe(200)
  })

  it('is not returned during a recovery', async () => {
    const user = await newUserEmail(stack)
    const jar = new BrowserJar(stack.app.url)
    await sendForm(jar, '/forgot-password', [['email', user.email]])
    const { links } = await stack.mailbox.latest({ to: user.email })
    await jar.fetch(links.find((link) => link.includes('token_hash'))?.replace(stack.app.url, '') ?? '')
    expect(jar.cookies.has('recovery')).toBe(true)
    const response = await request(jar)
    expect(response.status).toBe(303)
    expect(await response.text()).not.toContain('eyJ')
  })

  it('is limited per session', async () => {
    const jar = await signedIn(stack, await newUserEmail(stack))
    const statuses = await Promise.all(Array.from({ length: 125 }, async () => (await request(jar)).status))
    expect(new Set(statuses)).toEqual(new Set([200, 429]))
  })
})
