import { afterEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { finalResponse, hasSession } from '../support/final-response'
import { pressButton, sendForm } from '../support/html-form'
import { emailAfter, requestLink, textOf, visit } from '../support/replaced-session'
import { MEMBER } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

const stack = suiteStack({}, { defaultTemplates: true })
afterEach(() => stack.heal())

const EXCHANGE = 'POST /auth/v1/token'
const browser = () => new BrowserJar(stack.app.url)

/** Requests an email and follows its link to the Auth server, up to the redirect back to the app. */
async function redirectOfLink(jar: BrowserJar, page: string): Promise<URL> {
  const { email } = await newUserEmail(stack)
  const sent = await sendForm(jar, `${page}?redirectedFrom=%2Fprivate%3Fx%3D1`, [['email', email]])
  expect(sent.headers.get('location')).toBe('/check-email')
  const mailbox = await stack.mailbox.latest({ to: email })
  const link = mailbox.links.find((candidate) => candidate.includes('/auth/v1/verify?')) ?? ''
  const response = await fetch(link, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '')
}

const pathOf = ({ pathname, search }: URL) => pathname + search

describe('the code of a recovery email', () => {
  const landingPaths = (back: URL) => [
    pathOf(back),
    pathOf(back).replace('.recovery.', '.magic-link.'),
    pathOf(back).replace('.recovery.', '.signup.'),
    `/auth/confirm${back.search}`,
    `/${back.search}`,
  ]

  it.each([0, 1, 2, 3, 4])('does not sign in, whichever path it arrives at (%i)', async (place) => {
    const jar = browser()
    const path = landingPaths(await redirectOfLink(jar, '/forgot-password'))[place] ?? ''
    const { path: at } = await jar.open(path)
    expect(at).toBe('/reset-password')
    expect(jar.cookies.has('recovery')).toBe(true)
    expect(hasSession(stack, jar)).toBe(false)
    expect((await jar.open('/private')).path).toBe('/reset-password')
  })

  it('does not sign in if the browser hides that it requested the code', async () => {
    const jar = browser()
    const back = await redirectOfLink(jar, '/forgot-password')
    for (const [name, value] of jar.cookies) {
      if (!/(?<!-flows)-code-verifier$/.test(name)) continue
      const verifier = Buffer.from(value.replace('base64-', ''), 'base64url').toString()
      expect(verifier).toContain('/recovery')
      const denied = Buffer.from(verifier.replace('/recovery', '')).toString('base64url')
      jar.cookies.set(name, `base64-${denied}`)
    }
    expect((await jar.open(pathOf(back))).path).toBe('/reset-password')
    expect(hasSession(stack, jar)).toBe(false)
  })

  it('does not sign in if an access token hook hides the sign-in method', async () => {
    const jar = browser()
    const back = await redirectOfLink(jar, '/forgot-password')
    const claims = Buffer.from(JSON.stringify({ sub: 'octocat' })).toString('base64url')
    const session = { access_token: `e30.${claims}.e30`, refresh_token: 'a-refresh-token', expires_in: 3600 }
    const user = { id: '10000000-0000-4000-8000-000000000009', email: MEMBER.email }
    const isExchange = (path: string) => path.includes('grant_type=pkce')
    await stack.proxy.fault(json(200, { ...session, token_type: 'bearer', user }, isExchange))
    const response = await jar.fetch(pathOf(back))
    expect(response.headers.get('location')).toBe('/reset-password')
    expect(hasSession(stack, jar)).toBe(false)
  })

  it('has no effect if a provider sign-in has started', async () => {
    const jar = browser()
    const back = await redirectOfLink(jar, '/forgot-password')
    await jar.fetch('/auth/oauth/github', {
      method: 'POST',
      headers: { origin: jar.origin, 'content-type': 'application/x-www-form-urlencoded' },
    })
    await finalResponse(jar, `/auth/callback${back.search}`)
    expect(hasSession(stack, jar)).toBe(false)
    expect((await jar.open(pathOf(back))).path).toBe('/reset-password')
    expect(hasSession(stack, jar)).toBe(false)
  })
})

describe('the code of a link', () => {
  it('signs in even if another flow has started in the meantime', async () => {
    const jar = browser()
    const back = await redirectOfLink(jar, '/magic-link')
    await jar.fetch('/auth/oauth/github', {
      method: 'POST',
      headers: { origin: jar.origin, 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect((await jar.open(pathOf(back))).path).toBe('/private?x=1')
    expect(hasSession(stack, jar)).toBe(true)
  })

  it.each([
    ['/magic-link', 'This link doesn’t work in this browser'],
    ['/forgot-password', 'Request a new link in this browser'],
  ])('from %s has no effect in another browser, and still works in the right one', async (page, heading) => {
    const jar = browser()
    const back = await redirectOfLink(jar, page)
    const other = browser()
    await redirectOfLink(other, page)
    for (const otherJar of [browser(), other]) {
      const end = await finalResponse(otherJar, pathOf(back))
      expect(end.heading).toBe(heading)
      expect(hasSession(stack, otherJar)).toBe(false)
      expect(otherJar.cookies.has('recovery')).toBe(false)
    }
    const { path } = await jar.open(pathOf(back))
    expect(path).toBe(page === '/magic-link' ? '/private?x=1' : '/reset-password')
    expect((await finalResponse(browser(), pathOf(back))).heading).toBe(heading)
  })

  it.each([
    ['/magic-link', 'This link doesn’t work in this browser'],
    ['/forgot-password', 'Request a new link in this browser'],
  ])('from %s expires after five minutes', async (page, heading) => {
    const jar = browser()
    const back = await redirectOfLink(jar, page)
    await stack.backend.sql(
      "update auth.flow_state set created_at = now() - interval '301 seconds', auth_code_issued_at = now() - interval '301 seconds'",
    )
    expect((await finalResponse(jar, pathOf(back))).heading).toBe(heading)
    expect(hasSession(stack, jar)).toBe(false)
  })

  it('still works after an error of the Auth server', async () => {
    const jar = browser()
    const back = await redirectOfLink(jar, '/magic-link')
    await stack.proxy.fault({ kind: 'refuse' })
    expect((await jar.open(pathOf(back))).path).toBe('/confirm')
    const failed = await pressButton(jar, '/confirm', 'Continue')
    expect(await failed.text()).toContain('We can’t reach the sign-in service right now.')
    await stack.proxy.fault(null)
    const response = await pressButton(jar, '/confirm', 'Continue')
    expect(response.headers.get('location')).toBe('/private?x=1')
    expect(hasSession(stack, jar)).toBe(true)
  })

  it.each<[string, RequestInit]>([
    ['HEAD', { method: 'HEAD' }],
    ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }],
  ])('is not used up by %s', async (_what, init) => {
    const jar = browser()
    const back = await redirectOfLink(jar, '/magic-link')
    stack.proxy.reset()
    await jar.fetch(pathOf(back), init)
    expect(stack.proxy.count(EXCHANGE)).toBe(0)
    expect((await jar.open(pathOf(back))).path).toBe('/private?x=1')
  })
})

describe('a callback without a valid code', () => {
  const KNOWN = '/auth/confirm/x.recovery.L3ByaXZhdGU'

  it.each([
    ['/?code=made-up-authorization-code', 'This link doesn’t work in this browser'],
    ['/auth/confirm?code=made-up-authorization-code', 'This link doesn’t work in this browser'],
    ['/auth/callback?code=made-up-authorization-code', 'This sign-in started in another browser'],
    [`${KNOWN}?code=made-up-authorization-code`, 'Request a new link in this browser'],
    ['/auth/confirm/x.signup.L3ByaXZhdGU?code=made-up-authorization-code', 'Your email address is confirmed'],
    [
      '/auth/confirm/x.email-change.L3ByaXZhdGU?code=made-up-authorization-code',
      'Your email address has been changed',
    ],
    ['/auth/confirm?code=', 'This link is incomplete'],
    ['/auth/confirm?code=%3Cscript%3E', 'This link is incomplete'],
    ['/auth/confirm', 'This link couldn’t sign you in'],
    ['/auth/confirm?message=Confirmation+link+accepted', 'Confirm your other email address'],
    ['/?message=Confirmation+link+accepted', 'Confirm your other email address'],
    ['/?error=access_denied&error_code=otp_expired', 'This link no longer works'],
    [`${KNOWN}?error=access_denied&error_code=otp_expired`, 'Request a new link'],
    [`${KNOWN}?error=access_denied&error_code=user_banned`, 'This account has been disabled'],
    [`${KNOWN}?error=server_error&error_code=unexpected_failure`, 'Request a new link'],
    ['/?error=invalid_request&error_code=bad_oauth_state', 'Sign-in timed out'],
    ['/?error=invalid_request&error_code=flow_state_already_used', 'This sign-in was already completed'],
  ])('%s leads to an explanation, without a call', async (path, heading) => {
    const jar = browser()
    stack.proxy.reset()
    const description = path.includes('?') ? '&error_description=%3Cb%3Eevil' : ''
    const end = await finalResponse(jar, path + description)
    expect(end.heading).toBe(heading)
    expect(end.page).not.toContain('evil')
    expect(end.page).toContain('Back to sign in')
    expect(stack.proxy.count()).toBe(0)
  })
})

describe('a link opened by a signed-in user', () => {
  it('for the same account replaces the session', async () => {
    const user = await newUserEmail(stack)
    const { jar, old, other, now } = await visit(stack, user)
    const { path } = await emailAfter(stack, user.email, () => requestLink(jar, user.email))
    expect(path).toContain('?code=')
    await jar.fetch(path)
    expect(await now()).toBe(user.email)
    expect(await old()).toBe('session_not_found')
    expect(await other()).toBe(user.email)
  })

  it.each([
    ['/magic-link', 'and signs you in to the account'],
    ['/forgot-password', 'and lets you choose a new password for the account'],
  ])('of %s for another account names both accounts and waits for a click', async (page, effect) => {
    const { jar, old, other, now } = await visit(stack)
    const { email } = await newUserEmail(stack)
    const { path } = await emailAfter(stack, email, () => requestLink(jar, email, page))
    const shown = await finalResponse(jar, path)
    expect(shown.at).toBe('/confirm')
    expect(textOf(shown.page)).toContain(
      `You’re signed in as ${MEMBER.email}. Continuing signs you out in this browser ${effect} ${email}.`,
    )
    expect(await now()).toBe(MEMBER.email)
    await pressButton(jar, '/confirm', 'Continue')
    if (page === '/magic-link') expect(await now()).toBe(email)
    else expect(hasSession(stack, jar)).toBe(false)
    expect(await old()).toBe('session_not_found')
    expect(await other()).toBe(MEMBER.email)
  })

  it('with a code of someone else’s browser signs no one out', async () => {
    const attacker = new BrowserJar(stack.app.url)
    const [{ email }, victim] = [await newUserEmail(stack), await newUserEmail(stack)]
    const { path } = await emailAfter(stack, email, () => requestLink(attacker, email))
    const { jar, now } = await visit(stack, victim)
    expect((await finalResponse(jar, path)).heading).toBe('This link doesn’t work in this browser')
    await emailAfter(stack, victim.email, () => requestLink(jar, victim.email))
    expect((await finalResponse(jar, path)).at).toBe('/confirm')
    const pressed = await pressButton(jar, '/confirm', 'Continue')
    expect(pressed.headers.get('location')).toContain('/error?reason=link-other-browser')
    expect(await now()).toBe(victim.email)
  })
})
