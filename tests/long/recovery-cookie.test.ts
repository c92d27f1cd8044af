import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, sendForm } from '../support/html-form'
import { sealCookie } from '../support/sealed-cookies'
import { readSession, type Stack, type StackUser, signedIn, startStack } from '../support/stack'
import { newUserEmail } from '../support/users'

const TOO_LATE = '/error?reason=reset-link-expired'

let stack: Stack
/** With the users’ current password: some of these attempts are meant to succeed. */
let user: StackUser
let attempts = 0
/** The form as shown on its page, which is the same for everyone. */
let blank: FormData
beforeAll(async () => {
  stack = await startStack()
  user = await newUserEmail(stack)
  blank = await fillForm(await recovering(), '/reset-password', [['password', '']])
})
afterAll(() => stack.close())
beforeEach(async () => {
  user = await newUserEmail(stack)
})

const locationOf = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')

/** A browser that has followed the link of a recovery email. */
async function recovering(): Promise<BrowserJar> {
  const jar = new BrowserJar(stack.app.url)
  const known = await stack.mailbox.latest({ to: user.email, withinMs: 0 }).catch(() => undefined)
  await sendForm(jar, '/forgot-password', [['email', user.email]])
  const { links } = await stack.mailbox.latest({ to: user.email, ...(known && { after: known }) })
  await jar.fetch(links.find((link) => link.includes('token_hash'))?.replace(stack.app.url, '') ?? '')
  expect(jar.cookies.has('recovery')).toBe(true)
  return jar
}

function newPassword(): [string, string][] {
  attempts += 1
  const password = `a new and quiet password ${attempts}`
  return [
    ['password', password],
    ['passwordRepeat', password],
  ]
}

/** Sends the form for a new password with a browser’s cookies, whose recovery session may not show the form. */
async function reset(
  jar: BrowserJar,
  fields = newPassword(),
): Promise<{ to: string | undefined; messages: string }> {
  const form = new FormData()
  for (const [name, value] of [...blank, ...fields]) form.set(name, value)
  const response = await jar.fetch('/reset-password', {
    method: 'POST',
    body: form,
    headers: { origin: stack.app.url },
  })
  const to = locationOf(response)
  if (to === '/private') user.password = fields[0]?.[1] ?? ''
  return { to, messages: messagesOf(await response.text()) }
}

const withCookie = (value: string) => {
  const jar = new BrowserJar(stack.app.url)
  jar.cookies.set('recovery', value)
  return jar
}

const cookieOf = (jar: BrowserJar) => jar.cookies.get('recovery') ?? ''

/** A cookie as the app makes it, created by someone who knows the secret. */
const sealed = (content: object, purpose = 'recovery') => sealCookie(purpose, content)

async function passwordSession() {
  const session = readSession(await signedIn(stack, user), stack.cookieName)
  return { refreshToken: session.refresh_token, accessToken: session.access_token }
}

const inFuture = () => Date.now() / 1000 + 600

describe('a recovery cookie', () => {
  it('that is forged for an ordinary session sets no password', async () => {
    const content = {
      ...(await passwordSession()),
      expiresAt: inFuture(),
      email: user.email,
      next: '/private',
    }
    const json = Buffer.from(JSON.stringify(content)).toString('base64url')
    expect(await reset(withCookie(json))).toMatchObject({ to: TOO_LATE })
    await signedIn(stack, user)
  })

  it('for an ordinary session sets no password, even if encrypted', async () => {
    const { refreshToken } = await passwordSession()
    const cookie = await sealed({ refreshToken, email: user.email, next: '/private', until: inFuture() })
    expect(await reset(withCookie(cookie))).toMatchObject({ to: TOO_LATE })
    await signedIn(stack, user)
  })

  it('with one bit changed, or encrypted for another purpose, sets no password', async () => {
    const cookie = cookieOf(await recovering())
    const middle = Math.floor(cookie.length / 2)
    const changed = cookie.slice(0, middle) + (cookie[middle] === 'A' ? 'B' : 'A') + cookie.slice(middle + 1)
    expect(await reset(withCookie(changed))).toMatchObject({ to: TOO_LATE })

    const { refreshToken } = await passwordSession()
    const content = { refreshToken, email: user.email, next: '/private', until: inFuture() }
    expect(await reset(withCookie(await sealed(content, 'email-flow')))).toMatchObject({ to: TOO_LATE })
  })

  it('sets one of four simultaneous passwords', async () => {
    const jar = await recovering()
    const responses = await Promise.all(Array.from({ length: 4 }, () => reset(withCookie(cookieOf(jar)))))
    expect(responses.filter(({ to }) => to === '/private')).toHaveLength(1)
    await signedIn(stack, user)
  })

  it('sets no second password after the first, nor after that session has ended', async () => {
    const jar = await recovering()
    const cookie = cookieOf(jar)
    expect(await reset(jar)).toMatchObject({ to: '/private' })
    expect(await reset(withCookie(cookie))).toMatchObject({
      to: '/login?redirectedFrom=%2Fprivate&notice=password-changed',
    })
    await jar.fetch('/auth/signout', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })
    expect(await reset(withCookie(cookie))).toMatchObject({ to: TOO_LATE })
    await signedIn(stack, user)
  })

  it('can be used again after a rejected password', async () => {
    await reset(await recovering())
    await stack.backend.sql('update auth.users set recovery_sent_at = null')
    const jar = await recovering()
    const same: [string, string][] = newPassword().map(([name]) => [name, user.password])
    expect((await reset(jar, same)).messages).toContain('This is your current password.')
    expect(await reset(jar)).toMatchObject({ to: '/private' })
  })

  it('sets no password fifteen minutes after the link was followed', async () => {
    const jar = await recovering()
    await stack.backend.sql(
      `update auth.mfa_amr_claims set created_at = created_at - interval '901 seconds', updated_at = updated_at - interval '901 seconds'`,
    )
    expect(await reset(withCookie(cookieOf(jar)))).toMatchObject({ to: TOO_LATE })
    const until = Date.now() / 1000 - 1
    const { refreshToken } = await passwordSession()
    const late = await sealed({ refreshToken, email: user.email, next: '/private', until })
    expect(await reset(withCookie(late))).toMatchObject({ to: TOO_LATE })
  })

  it('fits a session, however large the user’s metadata', async () => {
    const { apiUrl, publishableKey } = stack.backend
    const client = createClient(apiUrl, publishableKey)
    await client.auth.signInWithPassword(user)
    await client.auth.updateUser({ data: { about: 'x'.repeat(6000) } })
    const jar = await recovering()
    expect(`recovery=${cookieOf(jar)}`.length).toBeLessThan(1000)
    expect(await reset(jar)).toMatchObject({ to: '/private' })
  })
})
