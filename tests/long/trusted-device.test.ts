import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { fillForm, postForm, sendForm } from '../support/html-form'
import { sealCookie, unsealCookie } from '../support/sealed-cookies'
import { type Authenticator, codeOf, enrollAuthenticator } from '../support/second-factor'
import type { StackUser } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

const stack = suiteStack()

type Trusting = { user: StackUser; app: Authenticator; jar: BrowserJar; response: Response }

/** Signs in with the password. Returns where the response leads. */
async function signIn(jar: BrowserJar, { email, password }: StackUser): Promise<string | null> {
  const fields = [
    ['email', email],
    ['password', password],
  ] as const
  const response = await sendForm(jar, '/login', fields)
  expect(response.status).toBe(303)
  return response.headers.get('location')
}

const signOut = (jar: BrowserJar) =>
  jar.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })

/** Whether this browser gets in after the password alone. Otherwise it is asked for the second factor. */
async function isTrusted(jar: BrowserJar): Promise<boolean> {
  const response = await jar.fetch('/private')
  if (response.status !== 200) expect(response.headers.get('location')).toMatch(/^\/mfa\?/)
  return response.status === 200
}

/** Signs in anew in a browser. */
async function returns(jar: BrowserJar, user: StackUser): Promise<boolean> {
  await signOut(jar)
  const location = await signIn(jar, user)
  const trusted = await isTrusted(jar)
  expect(location).toBe(trusted ? '/private' : '/mfa?redirectedFrom=%2Fprivate')
  return trusted
}

async function passSecondFactor(jar: BrowserJar, app: Authenticator, trust = true) {
  const form = await fillForm(jar, '/mfa', [['verificationCode', codeOf(app)]])
  if (trust) form.set('trustDevice', 'on')
  const response = await postForm(jar, '/mfa', form)
  expect(response.status).toBe(303)
  return response
}

/** A new user with an authenticator app, in a browser that has just become trusted. */
async function trusting(): Promise<Trusting> {
  const user = await newUserEmail(stack)
  const app = await enrollAuthenticator(stack, user)
  const jar = new BrowserJar(stack.app.url)
  await signIn(jar, user)
  expect(await isTrusted(jar)).toBe(false)
  return { user, app, jar, response: await passSecondFactor(jar, app) }
}

/** Runs SQL about one user. */
const sqlFor = <T>({ email }: StackUser, statement: string) =>
  stack.backend.sql<T>(statement.replaceAll('the_user', '(select id from auth.users where email = $1)'), [
    email,
  ])

describe('a device that the user trusts', () => {
  it('is not asked for the second factor again, sign-in after sign-in', async () => {
    const { user, jar } = await trusting()
    for (let n = 0; n < 3; n += 1) expect(await returns(jar, user)).toBe(true)
  })

  it('is asked every time unless the user has chosen otherwise', async () => {
    const user = await newUserEmail(stack)
    const app = await enrollAuthenticator(stack, user)
    const jar = new BrowserJar(stack.app.url)
    await signIn(jar, user)
    await passSecondFactor(jar, app, false)
    expect(await isTrusted(jar)).toBe(true)
    expect(await returns(jar, user)).toBe(false)
  })

  it('has a cookie that scripts cannot read, for 30 days', async () => {
    const { jar, response } = await trusting()
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('trusted-device='))
    expect(cookie).toMatch(/; HttpOnly/i)
    expect(cookie).toMatch(/; Max-Age=2592000/i)
    await expect(unsealCookie('device', jar.cookies.get('trusted-device') ?? '')).rejects.toThrow()
  })

  it('is listed on the sessions page, and asked again after it was revoked there', async () => {
    const { user, jar } = await trusting()
    await returns(jar, user)
    expect(await (await jar.fetch('/account/sessions')).text()).toContain('Trusted devices')
    const [device] = await sqlFor<{ id: string }>(
      user,
      'select id from private.trusted_devices where user_id = the_user',
    )
    const fields = [['device', device?.id ?? '']] as const
    const { jar: attacker } = await trusting()
    await sendForm(attacker, '/account/sessions', fields)
    expect(await isTrusted(jar)).toBe(true)
    await sendForm(jar, '/account/sessions', fields)
    expect(await isTrusted(jar)).toBe(false)
    expect(await returns(jar, user)).toBe(false)
  })

  it.each([
    [
      'the password changed',
      `update auth.users set encrypted_password = encrypted_password || ' ' where id = the_user`,
    ],
    ['the factor was removed', 'delete from auth.mfa_factors where user_id = the_user'],
    [
      'a factor was added',
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
       select gen_random_uuid(), the_user, 'Tablet', 'totp', 'verified', 'JBSWY3DPEHPK3PXP', now(), now()`,
    ],
    ['30 days', `update private.trusted_devices set expires_at = now() where user_id = the_user`],
  ])('is asked again after %s', async (_what, statement) => {
    const { user, jar } = await trusting()
    expect(await returns(jar, user)).toBe(true)
    const passwords = await stack.backend.sql<{ encrypted_password: string }>(
      'select encrypted_password from auth.users where email = $1',
      [user.email],
    )
    await sqlFor(user, statement)
    await stack.backend.sql('update auth.users set encrypted_password = $1 where email = $2', [
      passwords[0]?.encrypted_password,
      user.email,
    ])
    // A new factor ends all sessions of its user.
    if (statement.startsWith('delete')) await enrollAuthenticator(stack, user, 'New phone')
    else expect(await isTrusted(jar)).toBe(false)
    expect(await returns(jar, user)).toBe(false)
  })

  it('does not meet permissions that require aal2', async () => {
    const { user, jar } = await trusting()
    await sqlFor(
      user,
      `insert into public.user_roles (user_id, role, reason) select the_user, 'admin', 'test'`,
    )
    await stack.backend.sql(
      `update public.role_permissions set requires_aal2 = true where permission = 'users.manage'`,
    )
    const usersOf = async () => await (await jar.fetch('/admin')).text()
    expect(await usersOf()).toContain('example-member@example.com')
    expect(await returns(jar, user)).toBe(true)
    expect(await usersOf()).not.toContain('example-member@example.com')
  })
})

describe('its cookie', () => {
  it('is worth nothing in another browser', async () => {
    const { user, jar } = await trusting()
    const copy = new BrowserJar(stack.app.url, [['trusted-device', jar.cookies.get('trusted-device') ?? '']])
    await signIn(copy, user)
    expect(await isTrusted(copy)).toBe(false)
    expect(copy.cookies.has('trusted-device')).toBe(false)
    expect(await returns(jar, user)).toBe(true)
  })

  it('is worth nothing beside the device cookie of another browser of the same user', async () => {
    const { user, jar } = await trusting()
    const other = new BrowserJar(stack.app.url)
    await signIn(other, user)
    await signOut(other)
    other.cookies.set('trusted-device', jar.cookies.get('trusted-device') ?? '')
    expect(await returns(other, user)).toBe(false)
  })

  it('works once: of a copy of the whole browser and the browser itself, one is asked', async () => {
    const { user, jar } = await trusting()
    await signOut(jar)
    const copy = jar.copy()
    expect(await returns(jar, user)).toBe(true)
    await signIn(copy, user)
    expect(await isTrusted(copy)).toBe(false)
    expect(await returns(jar, user)).toBe(true)
  })

  it('does nothing for another account in the same browser', async () => {
    const { jar } = await trusting()
    const other = await trusting()
    await signOut(jar)
    await signIn(jar, other.user)
    expect(await isTrusted(jar)).toBe(false)
  })

  it('cannot be forged or changed', async () => {
    const { user, jar } = await trusting()
    await signOut(jar)
    const real = jar.cookies.get('trusted-device') ?? ''
    const content = (await unsealCookie('trusted-device', real)) as { tokens: object[] }
    const guessed = content.tokens.map((entry) => ({ ...entry, token: 'x'.repeat(43) }))
    const forged = [
      'x',
      real.slice(0, -3),
      await sealCookie('device', content),
      await sealCookie('trusted-device', { tokens: guessed }),
    ]
    for (const cookie of forged) {
      const copy = jar.copy()
      copy.cookies.set('trusted-device', cookie)
      await signIn(copy, user)
      expect([cookie, await isTrusted(copy)]).toEqual([cookie, false])
    }
  })

  it('opens nothing while the database does not respond', async () => {
    const { user, jar } = await trusting()
    await signOut(jar)
    await stack.proxy.fault(json(500, {}, (path) => path.includes('rotate_trusted_device')))
    await signIn(jar, user)
    await stack.proxy.fault(null)
    expect(await isTrusted(jar)).toBe(false)
  })
})
