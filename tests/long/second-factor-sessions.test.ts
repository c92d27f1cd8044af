import type { Authenticator as Passkey } from 'supabase-embedded/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { sendForm } from '../support/html-form'
import { oauthCallback } from '../support/oauth'
import { operations, pathOf, unknownValues, validRequest } from '../support/operations'
import { passkeyOf, signInWithPasskey } from '../support/passkeys'
import { actionCall, allActions, allFields, allRoutes } from '../support/routes'
import { enrollAuthenticator } from '../support/second-factor'
import { MEMBER, readSession, type StackUser } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { tableContents } from '../support/table-contents'
import { insertUsers } from '../support/users'

type Enrolled = { user: StackUser; login: string; passkey: Passkey }

const stack = suiteStack()

const leadsTo = (response: Response) => [response.status, response.headers.get('location')]

/** A new user with an authenticator app and a passkey, whose address is that of an account of the local GitHub. */
async function enrolled(): Promise<Enrolled> {
  const login = `u${crypto.randomUUID().replaceAll('-', '')}`
  const user = { ...MEMBER, email: `${login}@example.com` }
  await insertUsers(stack.backend.sql, [user.email])
  const passkey = await passkeyOf(stack, user)
  await enrollAuthenticator(stack, user)
  return { user, login, passkey }
}

/** Requests an email from a page, and returns where its link leads, and its code. */
async function requestEmail(jar: BrowserJar, page: string, { email: to }: StackUser) {
  await sendForm(jar, page, [['email', to]])
  const { links, code } = await stack.mailbox.latest({ to })
  const link = links.find((url) => url.includes('token_hash')) ?? ''
  return { path: link.replace(stack.app.url, ''), code: code ?? '' }
}

/** Every way to start a session: what the browser does, up to the first response that has it. */
const SIGN_INS: Record<string, (jar: BrowserJar, enrolled: Enrolled) => Promise<unknown>> = {
  'a password': (jar, { user: { email, password } }) =>
    sendForm(jar, '/login', [
      ['email', email],
      ['password', password],
    ]),
  'an email link': async (jar, { user }) =>
    await jar.fetch((await requestEmail(jar, '/magic-link', user)).path),
  'an email code': async (jar, { user }) => {
    const { code } = await requestEmail(jar, '/magic-link', user)
    await sendForm(jar, '/check-email', [['code', code]])
  },
  'an identity provider': async (jar, { login }) => await jar.fetch(await oauthCallback(jar, login)),
  'a passkey': (jar, { passkey }) => signInWithPasskey(jar, passkey),
}

const guarded = allRoutes().filter(
  ({ path, access }) => access === 'protected' && path !== '/mfa' && path !== '/mfa/recovery-code',
)

/** Requests every protected page and handler. Each page has to lead to `location`, and each API has to reject with `code`. */
async function expectClosed(
  jar: BrowserJar,
  { email }: StackUser,
  location: (path: string) => string,
  code: string,
) {
  expect(guarded.length).toBeGreaterThan(20)
  for (const { path, api } of guarded) {
    const response = await jar.fetch(`${path}?a=b`)
    expect([path, ...leadsTo(response)]).toEqual([
      path,
      ...(api ? [403, null] : [307, location(`${path}?a=b`)]),
    ])
    const text = await response.text()
    expect(text).not.toContain(email)
    if (api) expect(JSON.parse(text)).toMatchObject({ error: { code } })
  }
}

const toSecondFactor = (path: string) => `/mfa?${new URLSearchParams({ redirectedFrom: path })}`

describe.each(Object.entries(SIGN_INS))('a session of an enrolled user that %s has started', (_, signIn) => {
  let jar: BrowserJar
  let user: StackUser
  beforeAll(async () => {
    const created = await enrolled()
    jar = new BrowserJar(stack.app.url)
    user = created.user
    await signIn(jar, created)
  })

  it('opens no protected page or handler: each leads to /mfa or says 403', async () => {
    await expectClosed(jar, user, toSecondFactor, 'aal2_required')
  })

  it('reaches no API with its access token either', async () => {
    const { access_token } = readSession(jar, stack.cookieName)
    for (const operation of operations.filter(({ isPublic }) => !isPublic)) {
      const values = Object.fromEntries(unknownValues(operation).map(({ name, value }) => [name, value]))
      const { method, body } = validRequest(operation)
      const response = await fetch(stack.app.url + pathOf(operation, {}, values), {
        method,
        headers: {
          authorization: `Bearer ${access_token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      })
      expect([operation.name, response.status]).toEqual([operation.name, 403])
      expect(await response.json()).toMatchObject({ error: { code: 'aal2_required' } })
    }
  })
})

it('a recovery session of an enrolled user opens only the page that asks for the second factor', async () => {
  const { user } = await enrolled()
  const jar = new BrowserJar(stack.app.url)
  await jar.fetch((await requestEmail(jar, '/forgot-password', user)).path)
  await expectClosed(jar, user, () => '/reset-password', 'password_reset_pending')
  const page = await (await jar.fetch('/reset-password')).text()
  expect(page).toContain('name="verificationCode"')
  expect(page).not.toContain('name="password"')
})

describe('a session that has passed the first factor alone', () => {
  let jar: BrowserJar
  let user: StackUser
  const signedInWithPassword = async () => {
    const created = await enrolled()
    const browser = new BrowserJar(stack.app.url)
    await SIGN_INS['a password']?.(browser, created)
    return { browser, user: created.user }
  }
  beforeAll(async () => {
    ;({ browser: jar, user } = await signedInWithPassword())
  })

  it.each(['/', '/mfa', '/private', '/login'])(
    'carries out no Server Action posted to %s but that of the second factor',
    async (path) => {
      const before = await tableContents(stack.backend.sql)
      const actions = allActions().filter(({ options }) =>
        ['required', 'account'].includes(String(options.session)),
      )
      expect(actions.length).toBeGreaterThan(20)
      for (const action of actions) {
        const body = actionCall(
          action,
          allFields().map((name): [string, string] => [name, '1']),
        )
        const headers = { origin: stack.app.url, 'next-action': action.id }
        const response = await jar.copy().fetch(path, { method: 'POST', body, headers })
        const to = response.headers.get('x-action-redirect') ?? response.headers.get('location')
        // Next forwards an action to its own page, where the middleware redirects it: the response is empty then.
        const answered = to ?? (await response.text())
        expect([action.name, answered]).toEqual([
          action.name,
          expect.stringMatching(to === null ? /^\{\}$|NEXT_HTTP_ERROR_FALLBACK;403/ : /^\/mfa(\?|;|$)/),
        ])
      }
      expect(await tableContents(stack.backend.sql)).toEqual(before)
    },
  )

  it('shows public pages as to everyone, with a way to sign out', async () => {
    for (const path of ['/', '/about']) {
      const response = await jar.fetch(path)
      const text = await response.text()
      expect([path, response.status]).toEqual([path, 200])
      expect(text).not.toContain(user.email)
      expect(text).toContain('Sign out')
    }
  })

  it('is led from the pages for signed-out users to /mfa, too', async () => {
    const response = await jar.fetch('/login?redirectedFrom=%2Fprivate%2Fnotes%2F1')
    expect(leadsTo(response)).toEqual([307, '/mfa?redirectedFrom=%2Fprivate%2Fnotes%2F1'])
  })

  it('can be ended', async () => {
    const { browser: other } = await signedInWithPassword()
    const response = await other.fetch('/auth/signout', {
      method: 'POST',
      headers: { origin: stack.app.url },
    })
    expect(response.status).toBe(303)
    expect(leadsTo(await other.fetch('/mfa'))).toEqual([307, '/login?redirectedFrom=%2Fmfa'])
  })

  it('stays as it is while the database does not say what it has passed', async () => {
    await stack.proxy.fault(json(503, {}, (path) => path.includes('session_assurance')))
    const page = await jar.fetch('/private')
    const api = await jar.fetch('/api/me')
    await stack.heal()
    expect([page.status, api.status]).toEqual([503, 503])
    expect(page.headers.getSetCookie()).toEqual([])
    expect(leadsTo(await jar.fetch('/private'))).toEqual([307, '/mfa?redirectedFrom=%2Fprivate'])
  })
})
