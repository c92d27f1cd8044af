import { Authenticator } from 'supabase-embedded/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { advanceOneHourIn } from '../support/advance-clock'
import { BrowserJar } from '../support/browser-jar'
import { html, json } from '../support/faults'
import { fillForm, messagesOf, postForm, sendForm } from '../support/html-form'
import {
  addPasskey,
  newPasskeyOwner,
  requestOptions,
  signInOptions,
  signInWithPasskey,
} from '../support/passkeys'
import { codeOf, enrollAuthenticator, signedInWithSecondFactor } from '../support/second-factor'
import { readSession, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { leadsTo, textOf } from '../support/two-factor-setup'
import { newUserEmail } from '../support/users'

const PASSKEYS = '/account/passkeys'

const stack = suiteStack({ EMAIL_FROM: 'Acme <no-reply@example.com>' })
afterEach(() => stack.heal())

const browser = () => new BrowserJar(stack.app.url)
const owner = (name?: string) => newPasskeyOwner(stack, name)

describe('a user with an authenticator app', () => {
  async function enrolled() {
    const { user, passkey } = await owner('Laptop')
    return { user, passkey, app: await enrollAuthenticator(stack, user) }
  }

  it('is led to /mfa after a passkey, and reaches nothing before', async () => {
    const { user, passkey, app } = await enrolled()
    const jar = browser()
    expect(leadsTo(await signInWithPasskey(jar, passkey, '/account?a=b'))).toEqual([303, '/account?a=b'])
    const mfa = '/mfa?redirectedFrom=%2Faccount%3Fa%3Db'
    expect(leadsTo(await jar.fetch('/account?a=b'))).toEqual([307, mfa])
    expect((await jar.fetch('/api/me')).status).toBe(403)
    const { access_token } = readSession(jar, stack.cookieName)
    const headers = { apikey: stack.backend.publishableKey, authorization: `Bearer ${access_token}` }
    const rows = await fetch(`${stack.backend.apiUrl}/rest/v1/profiles?select=*`, { headers })
    expect(JSON.stringify(await rows.json())).not.toContain(user.name)

    expect(leadsTo(await sendForm(jar, mfa, [['verificationCode', codeOf(app)]]))).toEqual([
      303,
      '/account?a=b',
    ])
    expect((await jar.fetch('/account?a=b')).status).toBe(200)
  })

  it('manages passkeys only after the second factor', async () => {
    const { user, app } = await enrolled()
    const verified = await signedInWithSecondFactor(stack, user, app)
    const form = await fillForm(verified, PASSKEYS, [], '>Yes, remove <!-- -->Laptop<')
    const jar = await signedIn(stack, user)
    expect(leadsTo(await jar.fetch(PASSKEYS))[1]).toMatch(/^\/mfa/)
    const options = await requestOptions(jar, `${PASSKEYS}/options`)
    expect(leadsTo(options)[1]).toMatch(/^\/mfa/)
    expect(leadsTo(await postForm(jar, PASSKEYS, form))[1]).toMatch(/^\/mfa/)

    const { access_token } = readSession(jar, stack.cookieName)
    const direct = await fetch(`${stack.backend.apiUrl}/auth/v1/passkeys/registration/options`, {
      method: 'POST',
      headers: {
        apikey: stack.backend.publishableKey,
        authorization: `Bearer ${access_token}`,
        'content-type': 'application/json',
      },
      body: '{}',
    })
    expect([direct.status, await direct.json()]).toEqual([
      403,
      expect.objectContaining({ error_code: 'insufficient_aal' }),
    ])
    expect(await (await addPasskey(verified, new Authenticator(), { name: 'Phone' })).text()).toContain(
      'Phone',
    )
    expect(await (await postForm(verified, PASSKEYS, form)).text()).toContain('Passkey removed.')
  })

  it('is led to the second factor on a trusted device, where the Auth server requires it', async () => {
    const { user, app } = await enrolled()
    const jar = browser()
    const fields = [
      ['email', user.email],
      ['password', user.password],
    ] as const
    await sendForm(jar, '/login', fields)
    await sendForm(jar, '/mfa', [
      ['verificationCode', codeOf(app)],
      ['trustDevice', 'on'],
    ])
    const form = await fillForm(jar, PASSKEYS, [], '>Yes, remove <!-- -->Laptop<')
    await jar.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
    await sendForm(jar, '/login', fields)
    const page = await textOf(jar, PASSKEYS)
    const mfa = '/mfa?redirectedFrom=%2Faccount%2Fpasskeys'
    expect(page).toContain(`href="${mfa}"`)
    expect(page).not.toContain('data-passkey="/account/passkeys/options"')
    expect(leadsTo(await postForm(jar, PASSKEYS, form))).toEqual([303, mfa])
    expect(await textOf(jar, PASSKEYS)).toContain('Laptop')
  })

  it('re-authenticates with a passkey and the code', async () => {
    const { user, passkey, app } = await enrolled()
    const jar = await signedInWithSecondFactor(stack, user, app)
    await advanceOneHourIn(jar, stack)
    const page = `/account/reauthenticate?by=password&redirectedFrom=${encodeURIComponent(PASSKEYS)}`
    const credential = JSON.stringify(passkey.get(await signInOptions(jar), jar))
    const [status, location] = leadsTo(await sendForm(jar, page, [['credential', credential]]))
    expect([status, location]).toEqual([303, expect.stringMatching(/^\/mfa\?/)])
    const code = await sendForm(jar, location, [['verificationCode', codeOf(app, 1)]])
    const { path } = await jar.open(leadsTo(code)[1])
    expect(path).toBe(PASSKEYS)
    expect((await requestOptions(jar, `${PASSKEYS}/options`)).status).toBe(200)
  })
})

describe('managing passkeys', () => {
  it('rejects a passkey from another origin, of another browser, and the last registration again', async () => {
    const user = await newUserEmail(stack)
    const jar = await signedIn(stack, user)
    const foreign = await addPasskey(jar, new Authenticator(), { origin: 'https://evil.example' })
    expect(messagesOf(await foreign.text())).toContain('This passkey couldn’t be verified.')

    const { options } = await (await requestOptions(jar, `${PASSKEYS}/options`)).json()
    const credential = JSON.stringify(new Authenticator().create(options, jar))
    const other = await signedIn(stack, user)
    const stranger = await signedIn(stack, await newUserEmail(stack))
    for (const [name, value] of jar.cookies) if (!name.startsWith('sb-')) stranger.cookies.set(name, value)
    for (const each of [other, stranger]) {
      const rejected = await sendForm(each, PASSKEYS, [
        ['credential', credential],
        ['name', ''],
      ])
      expect(messagesOf(await rejected.text())).toContain('Try again.')
      expect(await textOf(each, PASSKEYS)).toContain('No passkeys yet')
    }
    const again = jar.copy()
    expect(
      await (
        await sendForm(jar, PASSKEYS, [
          ['credential', credential],
          ['name', ''],
        ])
      ).text(),
    ).toContain('Passkey added.')
    const replayed = await sendForm(again, PASSKEYS, [
      ['credential', credential],
      ['name', ''],
    ])
    expect(messagesOf(await replayed.text())).toContain('Try again.')
  })

  it('changes nothing of another user’s passkeys', async () => {
    const theirs = await owner('Theirs')
    const mine = await owner('Mine')
    const [row] = await stack.backend.sql<{ id: string }>(
      `select id from auth.webauthn_credentials where user_id = (select id from auth.users where email = $1)`,
      [theirs.user.email],
    )
    const jar = await signedIn(stack, mine.user)
    const changes = [
      ['>Yes, remove <!-- -->Mine<', []],
      ['>Save<', [['name', 'Stolen']]],
    ] as const
    for (const [button, fields] of changes) {
      const form = await fillForm(jar, PASSKEYS, fields, button)
      form.set('passkey', row?.id ?? '')
      const rejected = await postForm(jar, PASSKEYS, form)
      expect(messagesOf(await rejected.text())).toContain('This passkey no longer exists.')
    }
    expect(await textOf(await signedIn(stack, theirs.user), PASSKEYS)).toContain('Theirs')
  })

  it('is emailed to the owner', async () => {
    const { user } = await owner('Laptop')
    const added = await stack.mailbox.latest({
      to: user.email,
      subject: 'A passkey was added to your account',
    })
    expect(added.html).toContain(user.email)
    const jar = await signedIn(stack, user)
    const form = await fillForm(jar, PASSKEYS, [], '>Yes, remove <!-- -->Laptop<')
    await postForm(jar, PASSKEYS, form)
    const removed = await stack.mailbox.latest({
      to: user.email,
      subject: 'A passkey was removed from your account',
    })
    expect(removed.html).toContain(user.email)
  })

  it('is in the export: the user’s own passkeys, without keys', async () => {
    const { user } = await owner('Laptop')
    await owner('Theirs')
    const jar = await signedIn(stack, user)
    const { passkeys } = await (await jar.fetch('/account/data/export')).json()
    expect(passkeys).toEqual([{ id: expect.any(String), name: 'Laptop', createdAt: expect.any(String) }])
  })

  const isPasskeys = (path: string) => path.includes('/passkeys')
  const faults = [
    ['503', json(503, {}, isPasskeys)],
    ['a gateway’s page', html(502, isPasskeys)],
    ['a broken connection', { kind: 'reset', only: isPasskeys }],
  ] as const

  it.each(faults)(
    'waits while the Auth server is down: the user stays signed in, and nothing changes (%s)',
    async (_what, fault) => {
      const { user } = await owner('Laptop')
      const jar = await signedIn(stack, user)
      const cookies = new Map(jar.cookies)
      const form = await fillForm(jar, PASSKEYS, [], '>Yes, remove <!-- -->Laptop<')
      await stack.proxy.fault(fault)
      expect((await requestOptions(jar, `${PASSKEYS}/options`)).status).toBe(503)
      const removed = await postForm(jar, PASSKEYS, form)
      expect(messagesOf(await removed.text())).toBe('This can’t be shown right now. Try again')
      expect(await textOf(jar, PASSKEYS)).not.toContain('No passkeys yet')
      expect((await jar.fetch('/account/data/export')).status).not.toBe(200)
      await stack.proxy.fault(null)
      expect(await textOf(jar, PASSKEYS)).toContain('Laptop')
      for (const [name, value] of cookies) expect([name, jar.cookies.get(name)]).toEqual([name, value])
    },
  )

  it('is limited: 20 new passkeys in one session', async () => {
    const user = await newUserEmail(stack)
    const jar = await signedIn(stack, user)
    for (let times = 0; times < 20; times += 1)
      expect((await requestOptions(jar, `${PASSKEYS}/options`)).status).toBe(200)
    expect((await requestOptions(jar, `${PASSKEYS}/options`)).status).toBe(429)
    expect((await requestOptions(await signedIn(stack, user), `${PASSKEYS}/options`)).status).toBe(200)
  })
})
