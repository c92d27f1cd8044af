import { afterEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { finalResponse, hasSession } from '../support/final-response'
import { oauthCallback } from '../support/oauth'
import { MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()
afterEach(() => stack.proxy.fault(null))

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
const SETTINGS = 'GET /auth/v1/settings'

const browser = () => new BrowserJar(stack.app.url)
const press = (jar: BrowserJar, fields: Record<string, string> = {}, headers: HeadersInit = SAME_ORIGIN) =>
  jar.fetch('/auth/oauth/github', { method: 'POST', body: new URLSearchParams(fields), headers })

const callbackPath = (jar: BrowserJar, login = 'octocat', fields?: Record<string, string>) =>
  oauthCallback(jar, login, fields)

async function refreshTarget(response: Response): Promise<string> {
  expect(response.status).toBe(200)
  return response.headers.get('refresh')?.replace(/^0;url=/, '') ?? ''
}

/** Where a response redirects on this site. */
const locationOf = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')

describe('the provider buttons', () => {
  it('show what the Auth server offers, requested once a minute', async () => {
    stack.proxy.reset()
    const visits = Array.from({ length: 10 }, () =>
      fetch(`${stack.app.url}/login`).then((page) => page.text()),
    )
    for (const page of await Promise.all(visits)) {
      expect(page).toContain('action="/auth/oauth/github"')
      expect(page).not.toContain('action="/auth/oauth/google"')
    }
    expect(stack.proxy.count(SETTINGS)).toBe(1)
  })
})

describe('starting a provider sign-in', () => {
  it('redirects to the public URL of the project, with PKCE, and back to this site only', async () => {
    const jar = browser()
    const response = await press(
      jar,
      {},
      { ...SAME_ORIGIN, 'x-forwarded-host': 'evil.example', referer: 'https://evil.example' },
    )
    const authorize = new URL(await refreshTarget(response))
    expect(authorize.origin).toBe(stack.backend.apiUrl)
    expect(Object.fromEntries(authorize.searchParams)).toMatchObject({
      provider: 'github',
      redirect_to: `${stack.app.url}/auth/callback`,
      code_challenge_method: 's256',
    })
    expect([...jar.cookies.keys()].some((name) => name.endsWith('-code-verifier'))).toBe(true)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self'")
  })

  it.each([
    ['no origin at all', {}],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another origin', { origin: 'https://evil.example' }],
  ])('is rejected from a form of %s', async (_whose, headers) => {
    const response = await press(browser(), {}, headers)
    expect(response.status).toBe(403)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it.each([
    ['GET', 'POST'],
    ['HEAD', 'POST'],
    ['PUT', 'POST'],
    ['DELETE', 'POST'],
  ])('does nothing on %s', async (method, allow) => {
    const response = await browser().fetch('/auth/oauth/github', { method, headers: SAME_ORIGIN })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it.each(['google', 'gitlab', 'constructor'])('does not exist for %s', async (provider) => {
    const jar = browser()
    const response = await jar.fetch(`/auth/oauth/${provider}`, { method: 'POST', headers: SAME_ORIGIN })
    expect(locationOf(response)).toBe('/error?reason=provider-disabled')
    expect(response.headers.get('refresh')).toBeNull()
  })
})

describe('the callback', () => {
  it.each([
    ['/private?x=1', '/private?x=1'],
    ['https://evil.example', '/private'],
    ['//evil.example', '/private'],
    ['/login', '/private'],
  ])('with redirectedFrom=%s leads to %s', async (redirectedFrom, expected) => {
    const jar = browser()
    const response = await jar.fetch(await callbackPath(jar, 'octocat', { redirectedFrom }))
    expect(response.status).toBe(303)
    expect(locationOf(response)).toBe(expected)
    expect(hasSession(stack, jar)).toBe(true)
    expect([...jar.cookies.keys()].filter((name) => name.includes('code-verifier'))).toEqual([])
  })

  it('works once', async () => {
    const jar = browser()
    const back = await callbackPath(jar)
    await jar.fetch(back)
    expect(await finalResponse(jar, back)).toMatchObject({ heading: 'This sign-in was already completed' })
  })

  it('is rejected in another browser, and still works in the right one', async () => {
    const jar = browser()
    const back = await callbackPath(jar)
    const other = browser()
    expect(await finalResponse(other, back)).toMatchObject({
      heading: 'This sign-in started in another browser',
    })
    await press(other)
    expect(await finalResponse(other, back)).toMatchObject({
      heading: 'This sign-in started in another browser',
    })
    expect(hasSession(stack, other)).toBe(false)
    await jar.fetch(back)
    expect(hasSession(stack, jar)).toBe(true)
  })

  it('expires after five minutes', async () => {
    const jar = browser()
    const back = await callbackPath(jar)
    await stack.backend.sql("update auth.flow_state set created_at = now() - interval '301 seconds'")
    expect(await finalResponse(jar, back)).toMatchObject({ heading: 'Sign-in timed out' })
    expect(hasSession(stack, jar)).toBe(false)
  })

  it('rejects a made-up code', async () => {
    const jar = browser()
    await press(jar)
    expect(await finalResponse(jar, '/auth/callback?code=made-up')).toMatchObject({
      heading: 'This sign-in was already completed',
    })
  })

  it('does not sign out a user who arrives with someone else’s code', async () => {
    const jar = await signedIn(stack, MEMBER)
    const back = await callbackPath(browser())
    expect((await finalResponse(jar, back)).heading).toBe('This sign-in started in another browser')
    expect((await jar.fetch('/private')).status).toBe(200)
  })

  it.each([
    ['', 'The other service couldn’t sign you in'],
    ['?error=access_denied', 'Sign-in canceled'],
    ['?error=access_denied&error=server_error', 'Sign-in canceled'],
    ['?error=server_error&error_code=unexpected_failure', 'The other service couldn’t sign you in'],
    ['?error=server_error&error_code=email_exists', 'An account with this email address already exists'],
    ['?error=server_error&error_code=signup_disabled', 'New sign-ups are closed'],
    ['?error=invalid_request&error_code=bad_oauth_state', 'Sign-in timed out'],
    ['?error_code=constructor', 'The other service couldn’t sign you in'],
    ['?code=&error=x', 'The other service couldn’t sign you in'],
  ])('explains %s in our words', async (query, heading) => {
    const evil = '<script>alert(1)</script>'
    const separator = query ? '&' : '?'
    const end = await finalResponse(
      browser(),
      `/auth/callback${query}${separator}error_description=${encodeURIComponent(evil)}`,
    )
    expect(end.heading).toBe(heading)
    expect(end.page).not.toContain('alert(1)')
    expect(end.at).toMatch(/^\/error\?reason=[\w-]+(&redirectedFrom=%2Fprivate)?$/)
  })

  it('says that the Auth server is unavailable, and signs in afterwards', async () => {
    const jar = browser()
    const back = await callbackPath(jar)
    await stack.proxy.fault(html(502))
    expect(await finalResponse(jar, back)).toMatchObject({ heading: 'Sign-in is temporarily unavailable' })
    await stack.proxy.fault(null)
    await jar.fetch(await callbackPath(jar))
    expect(hasSession(stack, jar)).toBe(true)
  })

  it.each([
    ['POST', 'GET, HEAD'],
    ['PUT', 'GET, HEAD'],
    ['DELETE', 'GET, HEAD'],
    ['PATCH', 'GET, HEAD'],
  ])('does nothing on %s', async (method, allow) => {
    const response = await browser().fetch('/auth/callback?code=x', { method, headers: SAME_ORIGIN })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
  })

  it('is not used up by a prefetch', async () => {
    const jar = browser()
    const back = await callbackPath(jar)
    expect((await jar.fetch(back, { method: 'HEAD' })).status).toBe(200)
    expect((await jar.fetch(back, { headers: { 'sec-purpose': 'prefetch' } })).status).toBe(204)
    await jar.fetch(back)
    expect(hasSession(stack, jar)).toBe(true)
  })
})
