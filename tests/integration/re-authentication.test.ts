import { secretKey } from 'supabase-embedded'
import { beforeEach, describe, expect, it } from 'vitest'
import { advanceOneHourIn } from '../support/advance-clock'
import { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, postForm, sendForm } from '../support/html-form'
import {
  ADMIN,
  expireAccessToken,
  MEMBER,
  MENTOR,
  readSession,
  type StackUser,
  signedIn,
} from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const NEW_PASSWORD = 'a long and quiet password'

const stack = suiteStack({ SUPABASE_SECRET_KEY: secretKey })
beforeEach(() => stack.proxy.reset())

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]
const CONFIRM_FIRST = (from: string) => [
  303,
  `/account/reauthenticate?${new URLSearchParams({ redirectedFrom: from })}`,
]

const isPassword = async (user: StackUser, password: string) =>
  await signedIn(stack, { ...user, password }).then(
    () => true,
    () => false,
  )

describe('a form that is opened in time and sent an hour later changes nothing', () => {
  const account = () =>
    stack.backend.sql(
      'select email, email_change, encrypted_password from auth.users where email = $1 or email_change <> $2',
      [MEMBER.email, ''],
    )

  it.each<[string, [string, string][]]>([
    ['/account/email', [['email', 'new-address@example.com']]],
    [
      '/account/password',
      [
        ['password', NEW_PASSWORD],
        ['passwordRepeat', NEW_PASSWORD],
      ],
    ],
    ['/account/data/delete', [['email', MEMBER.email]]],
  ])('%s', async (path, fields) => {
    const jar = await signedIn(stack, MEMBER)
    const before = await account()
    const form = await fillForm(jar, path, fields)
    await advanceOneHourIn(jar, stack)
    expect(leadsTo(await postForm(jar, path, form))).toEqual(CONFIRM_FIRST(path))
    expect(await account()).toEqual(before)
    expect(stack.proxy.count('PUT /auth/v1/user')).toBe(0)
  })
})

it('shows the new address again after re-authentication, to the same user only', async () => {
  const typed = [['email', 'typed-once@example.com']] as const
  const jar = await signedIn(stack, MEMBER)
  const form = await fillForm(jar, '/account/email', typed)
  await advanceOneHourIn(jar, stack)
  await postForm(jar, '/account/email', form)
  const confirm = `/account/reauthenticate?${new URLSearchParams({ redirectedFrom: '/account/email' })}`
  const confirmed = await sendForm(jar, confirm, [['password', MEMBER.password]])
  expect(leadsTo(confirmed)).toEqual([303, '/account/email'])
  const other = await signedIn(stack, MENTOR)
  for (const [name, value] of jar.cookies) if (!other.cookies.has(name)) other.cookies.set(name, value)

  const shown = async (browser: BrowserJar) => await (await browser.fetch('/account/email')).text()
  expect(await shown(jar)).toContain('value="typed-once@example.com"')
  expect(await shown(other)).not.toContain('typed-once@example.com')

  expect(messagesOf(await (await sendForm(jar, '/account/email', typed)).text())).toContain('on their way')
  expect(await shown(jar)).not.toContain('value="typed-once@example.com"')
})

describe('the form for the current password', () => {
  const fields: [string, string][] = [
    ['password', NEW_PASSWORD],
    ['passwordRepeat', NEW_PASSWORD],
  ]

  it.each<[string, [string, string][]]>([
    ['left out', []],
    ['left empty', [['passwordCurrent', '']]],
    ['wrong', [['passwordCurrent', 'not the password']]],
    [
      'there twice',
      [
        ['passwordCurrent', MEMBER.password],
        ['passwordCurrent', MEMBER.password],
      ],
    ],
  ])('changes nothing if the password is %s', async (_, current) => {
    const jar = await signedIn(stack, MEMBER)
    await advanceOneHourIn(jar, stack)
    const body = await fillForm(jar, '/account/password', fields)
    for (const [name, value] of current) body.append(name, value)
    const response = await postForm(jar, '/account/password', body)
    expect(
      response.status === 200 || leadsTo(response)[1]?.toString().startsWith('/account/reauthenticate'),
    ).toBe(true)
    expect(await isPassword(MEMBER, MEMBER.password)).toBe(true)
    expect(await isPassword(MEMBER, NEW_PASSWORD)).toBe(false)
  })
})

describe('an expired access token', () => {
  it.each(['/api/me', '/api/notes', '/account/data/export', '/auth/callback', '/private', '/'])(
    'is refreshed once at %s, for the right user, and the new token is sent back',
    async (path) => {
      const jar = await signedIn(stack, MEMBER)
      const { refresh_token } = readSession(jar, stack.cookieName)
      expireAccessToken(jar, stack.cookieName)
      stack.proxy.reset()
      const response = await jar.fetch(path)
      expect(stack.proxy.count('POST /auth/v1/token')).toBe(1)
      expect(readSession(jar, stack.cookieName).refresh_token).not.toBe(refresh_token)
      if (!path.startsWith('/auth'))
        expect([response.status, await response.text()]).toEqual([200, expect.any(String)])
      expect((await jar.fetch('/private')).status).toBe(200)
    },
  )

  it('does not keep a handler from making changes', async () => {
    const jar = await signedIn(stack, MEMBER)
    expireAccessToken(jar, stack.cookieName)
    const init = {
      method: 'POST',
      body: JSON.stringify({ note: 'written with a token that ran out' }),
      headers: { 'content-type': 'application/json', origin: stack.app.url },
    }
    expect((await jar.fetch('/api/notes', init)).status).toBe(201)
    expireAccessToken(jar, stack.cookieName)
    const signOut = await jar.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
    expect(signOut.status).toBe(303)
    expect([...jar.cookies.keys()].filter((name) => name.startsWith(stack.cookieName))).toEqual([])
  })
})

describe('a new password through an emailed link follows the same rules', () => {
  async function recovering(): Promise<BrowserJar> {
    const jar = await signedIn(stack, MEMBER)
    jar.cookies.clear()
    const before = await stack.mailbox.latest({ to: MEMBER.email, withinMs: 0 }).catch(() => undefined)
    await sendForm(jar, '/forgot-password', [['email', MEMBER.email]])
    const { links } = await stack.mailbox.latest({ to: MEMBER.email, ...(before && { after: before }) })
    const link = links.find((candidate) => candidate.includes('token_hash')) ?? ''
    await jar.open(link.replace(stack.app.url, ''))
    return jar
  }

  it('shows each rejected password’s error at the field and keeps the old password', async () => {
    const jar = await recovering()
    for (const password of [
      'short',
      'password123',
      'aaaaaaaa',
      MEMBER.email,
      'x'.repeat(73),
      '😀'.repeat(19),
    ]) {
      const fields: [string, string][] = [
        ['password', password],
        ['passwordRepeat', password],
      ]
      const response = await sendForm(jar, '/reset-password', fields)
      expect([password, response.status, (await response.text()).includes('-password-error"')]).toEqual([
        password,
        200,
        true,
      ])
    }
    expect(await isPassword(MEMBER, MEMBER.password)).toBe(true)
    expect(stack.proxy.count('PUT /auth/v1/user')).toBe(0)
  })
})

describe('a password with characters that have several encodings', () => {
  const DECOMPOSED = 'cafe\u0301 mit Ko\u0308nigin'
  const COMPOSED = DECOMPOSED.normalize('NFC')
  const FULL_WIDTH = 'ｃａｆé mit König'
  const signIn = async (email: string, password: string) => {
    const jar = new BrowserJar(stack.app.url)
    const fields: [string, string][] = [
      ['email', email],
      ['password', password],
    ]
    return (await sendForm(jar, '/login', fields)).status
  }

  it('signs in however it is typed, once it was set here', async () => {
    const jar = await signedIn(stack, MENTOR)
    const fields: [string, string][] = [
      ['password', DECOMPOSED],
      ['passwordRepeat', COMPOSED],
    ]
    const messages = messagesOf(await (await sendForm(jar, '/account/password', fields)).text())
    expect(messages).toContain('Your password is saved.')
    expect(await isPassword(MENTOR, COMPOSED)).toBe(true)
    for (const typed of [COMPOSED, DECOMPOSED]) expect(await signIn(MENTOR.email, typed)).toBe(303)
    expect(await signIn(MENTOR.email, 'cafe mit Konigin')).toBe(200)
  })

  it.each([DECOMPOSED, COMPOSED, FULL_WIDTH])(
    'still signs in if it was stored as typed: %j',
    async (stored) => {
      const { apiUrl, publishableKey } = stack.backend
      const headers = { apikey: publishableKey, 'content-type': 'application/json' }
      const { access_token } = readSession(await signedIn(stack, ADMIN), stack.cookieName)
      const change = await fetch(`${apiUrl}/auth/v1/user`, {
        method: 'PUT',
        headers: { ...headers, authorization: `Bearer ${access_token}` },
        body: JSON.stringify({ password: stored }),
      })
      expect(change.status).toBe(200)
      expect(await signIn(ADMIN.email, stored)).toBe(303)
      await stack.backend.sql(
        'update auth.users set encrypted_password = (select encrypted_password from auth.users where email = $1) where email = $2',
        [MEMBER.email, ADMIN.email],
      )
    },
  )
})

it('the old path of the page redirects to it, with its query', async () => {
  const response = await new BrowserJar(stack.app.url).fetch(
    '/account/fresh-login?redirectedFrom=%2Faccount%2Fdata%3Fx%3D1',
  )
  expect([response.status, response.headers.get('location')]).toEqual([
    308,
    '/account/reauthenticate?redirectedFrom=%2Faccount%2Fdata%3Fx%3D1',
  ])
})
