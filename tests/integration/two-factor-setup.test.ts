import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verificationCode, wrongVerificationCode } from '../support/authenticator'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import { codeOf, enrollAuthenticator, signedInWithSecondFactor } from '../support/second-factor'
import { readSession, type Stack, type StackUser, signedIn, startStack } from '../support/stack'
import {
  RECOVERY_CODES as CODES,
  isPasswordOf,
  leadsTo,
  openResetLink,
  SETUP,
  setUpTwoFactor,
  setupKeyOn,
  textOf,
} from '../support/two-factor-setup'
import { newUserEmail } from '../support/users'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ EMAIL_FROM: 'Acme <no-reply@example.com>' })
})
afterAll(() => stack.close())
beforeEach(() => stack.proxy.reset())

const setUp = (user: StackUser) => setUpTwoFactor(stack, user)

describe('the setup of an authenticator app', () => {
  it('shows a QR code and a key, and is done with the first code', async () => {
    const user = await newUserEmail(stack)
    const jar = await signedIn(stack, user)
    expect(await textOf(jar, '/account/two-factor')).toContain('Two-factor authentication is off')
    expect(leadsTo(await sendForm(jar, SETUP, [['factorName', 'My phone']]))).toEqual([303, SETUP])
    const page = await textOf(jar, SETUP)
    expect(page).toMatch(/<svg[^>]*aria-label="QR code/)
    expect(page).not.toContain('otpauth:')
    const secret = await setupKeyOn(jar)
    expect((await jar.fetch('/private')).status).toBe(200)

    const wrong = await sendForm(jar, SETUP, [['verificationCode', wrongVerificationCode(secret)]])
    expect(messagesOf(await wrong.text())).toContain('incorrect or has expired')
    expect(await setupKeyOn(jar)).toBe(secret)
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
    expect(await setupKeyOn(next)).toBe('')
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
    expect(await textOf(jar, SETUP)).toMatch(/<input[^>]* name="factorName"[^>]* value="Phone 2"/)
    const reserved = await sendForm(jar, SETUP, [['factorName', 'recovery codes']])
    expect(messagesOf(await reserved.text())).toContain('Choose a different name.')
    await sendForm(jar, SETUP, [['factorName', 'Tablet']])
    const second = await setupKeyOn(jar)
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

describe('a forgotten password of an enrolled user', () => {
  const NEW: [string, string][] = [
    ['password', 'a new and quiet password'],
    ['passwordRepeat', 'a new and quiet password'],
  ]

  const recovering = (user: StackUser) => openResetLink(stack, user)
  const isPassword = (user: StackUser, password: string) => isPasswordOf(stack, user, password)

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
