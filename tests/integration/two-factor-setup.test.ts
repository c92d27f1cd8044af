import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verificationCode, wrongVerificationCode } from '../support/authenticator'
import { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import type { Email } from '../support/mailbox'
import { codeOf, enrollAuthenticator, signedInWithSecondFactor } from '../support/second-factor'
import { readSession, type Stack, type StackUser, signedIn, startStack } from '../support/stack'
import { newUserEmail } from '../support/users'

const SETUP = '/account/two-factor/authenticator'
const CODES = '/account/two-factor/recovery-codes'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ EMAIL_FROM: 'Acme <no-reply@example.com>' })
})
afterAll(() => stack.close())
beforeEach(() => stack.proxy.reset())

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]
const textOf = async (jar: BrowserJar, path: string) => await (await jar.fetch(path)).text()
const codesIn = (text: string) =>
  [...text.matchAll(/>([0-9A-Z]{4}-[0-9A-Z]{4})</g)].map(([, code = '']) => code)

/** The setup key on the page of a setup that has been started. */
async function keyOn(jar: BrowserJar): Promise<string> {
  const [, key = ''] = /select-all">([A-Z2-7 ]{16,})</.exec(await textOf(jar, SETUP)) ?? []
  return key.replaceAll(' ', '')
}

/** Turns two-factor authentication on, as a browser without JavaScript does. */
async function setUp(user: StackUser): Promise<{ jar: BrowserJar; secret: string; codes: string[] }> {
  const jar = await signedIn(stack, user)
  await sendForm(jar, SETUP, [['factorName', 'Phone']])
  const secret = await keyOn(jar)
  const done = await sendForm(jar, SETUP, [['verificationCode', verificationCode(secret)]])
  expect(leadsTo(done)).toEqual([303, CODES])
  return { jar, secret, codes: codesIn(await textOf(jar, CODES)) }
}

describe('the setup of an authenticator app', () => {
  it('shows a QR code and a key, and is done with the first code', async () => {
    const user = await newUserEmail(stack)
    const jar = await signedIn(stack, user)
    expect(await textOf(jar, '/account/two-factor')).toContain('Two-factor authentication is off')
    expect(leadsTo(await sendForm(jar, SETUP, [['factorName', 'My phone']]))).toEqual([303, SETUP])
    const page = await textOf(jar, SETUP)
    expect(page).toMatch(/<svg[^>]*aria-label="QR code/)
    expect(page).not.toContain('otpauth:')
    const secret = await keyOn(jar)
    expect((await jar.fetch('/private')).status).toBe(200)

    const wrong = await sendForm(jar, SETUP, [['verificationCode', wrongVerificationCode(secret)]])
    expect(messagesOf(await wrong.text())).toContain('incorrect or has expired')
    expect(await keyOn(jar)).toBe(secret)
    const done = await sendForm(jar, SETUP, [['verificationCode', verificationCode(secret)]])
    expect(leadsTo(done)).toEqual([303, CODES])
    expect(await textOf(jar, '/account/two-factor')).toContain('My phone')
    await stack.mailbox.latest({
      to: user.email,
      subject: 'A two-factor authentication method was added',
    })
    expect(leadsTo(await (await signedIn(stack, user)).fetch('/private'))[0]).toBe(307)
  })

  it('is shown to no other session of the same browser', async () => {
    const jar = await signedIn(stack, await newUserEmail(stack))
    await sendForm(jar, SETUP, [['factorName', 'Phone']])
    const next = await signedIn(stack, await newUserEmail(stack))
    for (const [name, value] of jar.cookies) if (!name.startsWith('sb-')) next.cookies.set(name, value)
    expect(await keyOn(next)).toBe('')
    expect(await textOf(next, SETUP)).toContain('Name it')
  })

  it('can be canceled, and needs a name that is not in use', async () => {
    const user = await newUserEmail(stack)
    const jar = await signedIn(stack, user)
    await sendForm(await signedIn(stack, user), SETUP, [['factorName', 'Phone']])
    expect(leadsTo(await sendForm(jar, SETUP, [['factorName', 'Phone']]))).toEqual([303, SETUP])
    expect(leadsTo(await pressButton(jar, SETUP, 'Cancel'))).toEqual([303, '/account/two-factor'])
    const unnamed = await sendForm(jar, SETUP, [['factorName', ' ']])
    expect(messagesOf(await unnamed.text())).toContain('Enter a name')

    const app = await enrollAuthenticator(stack, user)
    const verified = await signedInWithSecondFactor(stack, user, app)
    const again = await sendForm(verified, SETUP, [['factorName', 'Phone']])
    expect(messagesOf(await again.text())).toContain('You already use this name.')
  })

  it('has a second app, whose codes work as well', async () => {
    const user = await newUserEmail(stack)
    const { jar, secret } = await setUp(user)
    await sendForm(jar, SETUP, [['factorName', 'Tablet']])
    const second = await keyOn(jar)
    expect(second).not.toBe(secret)
    const done = await sendForm(jar, SETUP, [['verificationCode', verificationCode(second)]])
    expect(leadsTo(done)).toEqual([303, '/account/two-factor?notice=added'])
    const other = await signedIn(stack, user)
    const page = await textOf(other, '/mfa')
    const [, tablet = ''] = /<option value="([^"]+)">Tablet</.exec(page) ?? []
    const form = await fillForm(other, '/mfa', [
      ['factorId', tablet],
      ['verificationCode', codeOf({ factorId: tablet, secret: second }, 1)],
    ])
    expect(leadsTo(await postForm(other, '/mfa', form))).toEqual([303, '/private'])
  })
})

describe('an authenticator app', () => {
  it('is removed in a session at aal2; then the password is enough', async () => {
    const user = await newUserEmail(stack)
    const { jar } = await setUp(user)
    const pending = await signedIn(stack, user)
    const page = '/account/two-factor'
    const form = await fillForm(jar, page, [['factorId', await factorOf(user)]])
    expect(leadsTo(await postForm(pending, page, form))[1]).toMatch(/^\/mfa/)
    const removed = await postForm(jar, page, form)
    expect(await removed.text()).toContain('Authenticator app removed.')
    expect((await (await signedIn(stack, user)).fetch('/private')).status).toBe(200)
  })

  async function factorOf({ email }: StackUser): Promise<string> {
    const [row] = await stack.backend.sql<{ id: string }>(
      `select factor.id from auth.mfa_factors as factor join auth.users as person on person.id = factor.user_id where email = $1`,
      [email],
    )
    return row?.id ?? ''
  }
})

describe('recovery codes', () => {
  const enter = async (jar: BrowserJar, code: string) =>
    await sendForm(jar, '/mfa/recovery-code', [['recoveryCode', code]])

  it('are shown once: as text and as a file, until they are saved', async () => {
    const user = await newUserEmail(stack)
    const { jar, codes } = await setUp(user)
    expect(codes).toHaveLength(10)
    const file = await jar.fetch(`${CODES}/download`)
    expect(file.headers.get('content-disposition')).toContain('attachment')
    const text = await file.text()
    for (const code of codes) expect(text).toContain(code)
    await pressButton(jar, CODES, 'I’ve saved my codes')
    expect(codesIn(await textOf(jar, CODES))).toEqual([])
    expect(leadsTo(await jar.fetch(`${CODES}/download`))).toEqual([303, CODES])
    expect(await textOf(jar, '/account/two-factor')).toContain('You have 10 unused recovery codes.')
  })

  it('each let their user in once, and the owner is told how many are left', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUp(user)
    const wanted = { to: user.email, subject: 'A recovery code was used' }
    let email: Email | undefined
    for (const [used, code] of codes.entries()) {
      const jar = await signedIn(stack, user)
      const written = code.toLowerCase().replace('-', ' ')
      expect(leadsTo(await enter(jar, written))).toEqual([303, '/private'])
      expect((await jar.fetch('/private')).status).toBe(200)
      email = await stack.mailbox.latest({ ...wanted, ...(email && { after: email }) })
      expect(email.text).toMatch(new RegExp(`You have ${codes.length - used - 1} recovery codes? left`))
      const again = await enter(await signedIn(stack, user), code)
      expect(messagesOf(await again.text())).toContain('incorrect or was already used')
    }
  })

  it('let in one of two that are sent at the same time', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUp(user)
    const jars = [await signedIn(stack, user), await signedIn(stack, user)]
    const forms = await Promise.all(
      jars.map((jar) => fillForm(jar, '/mfa/recovery-code', [['recoveryCode', codes[0] ?? '']])),
    )
    const responses = await Promise.all(
      jars.map((jar, at) => postForm(jar, '/mfa/recovery-code', forms[at] ?? new FormData())),
    )
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 303])
  })

  it('are not checked after five incorrect ones', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUp(user)
    for (let times = 0; times < 5; times += 1)
      expect((await enter(await signedIn(stack, user), 'ZZZZ-ZZZZ')).status).toBe(200)
    const jar = await signedIn(stack, user)
    expect((await enter(jar, codes[0] ?? '')).status).toBe(429)
    expect(leadsTo(await jar.fetch('/private'))[0]).toBe(307)
  })

  it('are replaced by a new set, which needs a session at aal2', async () => {
    const user = await newUserEmail(stack)
    const { jar, codes } = await setUp(user)
    await pressButton(jar, CODES, 'I’ve saved my codes')
    const pending = await signedIn(stack, user)
    const form = await fillForm(jar, CODES, [], '>Create recovery codes<')
    expect(leadsTo(await postForm(pending, CODES, form))[1]).toMatch(/^\/mfa/)
    expect(leadsTo(await postForm(jar, CODES, form))).toEqual([303, CODES])
    const renewed = codesIn(await textOf(jar, CODES))
    expect(renewed).toHaveLength(10)
    const other = await signedIn(stack, user)
    expect((await enter(other, codes[0] ?? '')).status).toBe(200)
    expect(leadsTo(await enter(other, renewed[0] ?? ''))).toEqual([303, '/private'])
  })
})

describe('a forgotten password of an enrolled user', () => {
  const NEW: [string, string][] = [
    ['password', 'a new and quiet password'],
    ['passwordRepeat', 'a new and quiet password'],
  ]

  async function recovering({ email }: StackUser): Promise<BrowserJar> {
    const jar = new BrowserJar(stack.app.url)
    await sendForm(jar, '/forgot-password', [['email', email]])
    const { links } = await stack.mailbox.latest({ to: email, subject: 'Reset your password' })
    await jar.fetch(links.find((link) => link.includes('token_hash'))?.replace(stack.app.url, '') ?? '')
    return jar
  }

  const isPassword = async ({ email }: StackUser, password: string) => {
    const { auth } = createClient(stack.backend.apiUrl, stack.backend.publishableKey)
    return (await auth.signInWithPassword({ email, password })).error === null
  }

  it('asks for a verification code first', async () => {
    const user = await newUserEmail(stack)
    const { secret } = await setUp(user)
    const blank = await fillForm(await recovering(await newUserEmail(stack)), '/reset-password', NEW)
    const jar = await recovering(user)
    expect(await textOf(jar, '/reset-password')).not.toContain('name="password"')
    expect(leadsTo(await postForm(jar, '/reset-password', blank))).toEqual([303, '/reset-password'])
    expect(await isPassword(user, user.password)).toBe(true)

    const wrong = await sendForm(jar, '/reset-password', [
      ['verificationCode', wrongVerificationCode(secret)],
    ])
    expect(messagesOf(await wrong.text())).toContain('incorrect or has expired')
    const code = codeOf({ factorId: '', secret }, 1)
    const verified = await sendForm(jar, '/reset-password', [['verificationCode', code]])
    expect(leadsTo(verified)).toEqual([303, '/reset-password'])
    expect(leadsTo(await sendForm(jar, '/reset-password', NEW))).toEqual([303, '/private'])
    expect((await jar.fetch('/private')).status).toBe(200)
    expect(await isPassword(user, NEW[0]?.[1] ?? '')).toBe(true)
  })

  it('is reset with a recovery code, too', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUp(user)
    const jar = await recovering(user)
    const path = '/reset-password?by=recovery-code'
    const redeemed = await sendForm(jar, path, [['recoveryCode', codes[0] ?? '']])
    expect(leadsTo(redeemed)).toEqual([303, '/reset-password'])
    expect(leadsTo(await sendForm(jar, '/reset-password', NEW))).toEqual([303, '/private'])
    expect((await jar.fetch('/private')).status).toBe(200)
    expect(await isPassword(user, NEW[0]?.[1] ?? '')).toBe(true)
  })

  it('cannot be set at the Auth server past the application', async () => {
    const user = await newUserEmail(stack)
    await setUp(user)
    const { access_token } = readSession(await signedIn(stack, user), stack.cookieName)
    const response = await fetch(`${stack.backend.apiUrl}/auth/v1/user`, {
      method: 'PUT',
      headers: {
        apikey: stack.backend.publishableKey,
        authorization: `Bearer ${access_token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ password: 'a new and quiet password' }),
    })
    expect(response.status).toBe(401)
    expect(await isPassword(user, user.password)).toBe(true)
  })
})
