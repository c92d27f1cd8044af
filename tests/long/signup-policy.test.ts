import { randomUUID } from 'node:crypto'
import { secretKey } from 'supabase-embedded'
import { beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { hasSession } from '../support/final-response'
import { fillForm, messagesOf, sendForm } from '../support/html-form'
import { oauthCallback } from '../support/oauth'
import { roleBrowsers } from '../support/role-browsers'
import { MEMBER, readSession } from '../support/stack'
import { leadsTo, textOf } from '../support/two-factor-setup'

const { stack, jars, expectForbidden } = roleBrowsers({ EMAIL_FROM: 'Acme <no-reply@example.com>' })

const POLICY = '/admin/sign-up'
const REQUESTS = '/admin/access-requests'
const PASSWORD = 'a long enough password'

const newEmail = () => `new-${randomUUID()}@example.com`
const browser = () => new BrowserJar(stack().app.url)
const setMode = (mode: string) => stack().backend.sql('update private.signup_policy set mode = $1', [mode])
const userOf = async (email: string) =>
  (await stack().backend.sql<{ id: string }>('select id from auth.users where email = $1', [email]))[0]

/** The texts of a page's main part. */
const visibleText = (page = '') =>
  (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')

const signUp = (jar: BrowserJar, email: string) =>
  sendForm(jar, '/signup', [
    ['name', 'Ada'],
    ['email', email],
    ['password', PASSWORD],
    ['passwordRepeat', PASSWORD],
    ['terms', 'on'],
  ])

const requestAccess = (jar: BrowserJar, email: string, reason = 'I teach here.') =>
  sendForm(jar, '/request-access', [
    ['name', 'Ada'],
    ['email', email],
    ['reason', reason],
  ])

/** Calls the Auth server itself, as anyone with the publishable key can. */
async function callAuth(path: string, body: object, key = stack().backend.publishableKey) {
  const response = await fetch(`${stack().backend.apiUrl}/auth/v1${path}`, {
    method: 'POST',
    headers: { apikey: key, Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

describe('while sign-up is limited', () => {
  beforeEach(() => setMode('request'))

  it('responds to an unknown address like to a known one', async () => {
    const pages = []
    for (const email of [newEmail(), MEMBER.email]) {
      const jar = browser()
      expect(leadsTo(await signUp(jar, email))).toEqual([303, '/check-email'])
      pages.push((await textOf(jar, '/check-email')).replaceAll(email, '…'))
    }
    expect(pages[0]).toContain('can sign up or has an account')
    expect(visibleText(pages[0])).toBe(visibleText(pages[1]))
  })

  it('creates no account on any way', async () => {
    const email = newEmail()
    const refused = { status: 403, body: { code: 403, error_code: 'unknown', msg: 'signup_not_allowed' } }
    await signUp(browser(), email)
    expect(await callAuth('/signup', { email, password: PASSWORD })).toEqual(refused)
    expect(await callAuth('/otp', { email })).toEqual(refused)
    expect(await callAuth('/invite', { email }, secretKey)).toEqual(refused)
    await sendForm(browser(), '/magic-link', [['email', email]])
    expect(await userOf(email)).toBeUndefined()
  })

  it('explains itself to a user of GitHub', async () => {
    const jar = browser()
    const login = `octo-${randomUUID()}`
    const [status, to] = leadsTo(await jar.fetch(await oauthCallback(jar, login)))
    expect([status, to]).toEqual([303, expect.stringContaining('/error?reason=signup-not-allowed')])
    expect(await textOf(jar, String(to))).toContain('You can’t sign up with this account')
    expect(hasSession(stack(), jar)).toBe(false)
    expect(await userOf(`${login}@example.com`)).toBeUndefined()
  })

  it('lets an invited address sign up, and an admin create an account', async () => {
    const email = newEmail()
    await stack().backend.sql(
      `insert into private.allowed_signups (entry, source) values ($1, 'invitation')`,
      [email],
    )
    await signUp(browser(), email)
    expect(await userOf(email)).toBeDefined()
    expect((await callAuth('/admin/users', { email: newEmail() }, secretKey)).status).toBe(200)
  })
})

describe('the sign-up page of an admin', () => {
  it('changes the policy and the allowlist', async () => {
    await setMode('open')
    const { admin } = jars()
    expect(leadsTo(await sendForm(admin, POLICY, [['mode', 'allowlist']]))).toEqual([
      303,
      `${POLICY}?notice=saved`,
    ])
    expect(leadsTo(await sendForm(admin, POLICY, [['entry', '@Allowed.example']]))[1]).toBe(
      `${POLICY}?notice=added`,
    )
    const email = `${randomUUID()}@allowed.example`
    await signUp(browser(), email)
    expect(await userOf(email)).toBeDefined()
    expect(leadsTo(await sendForm(admin, POLICY, [['removedEntry', '@allowed.example']]))[1]).toBe(
      `${POLICY}?notice=removed`,
    )
    expect(await textOf(admin, POLICY)).not.toContain('@allowed.example')
    const invalid = await sendForm(admin, POLICY, [['entry', 'no address']])
    expect(messagesOf(await invalid.text())).toContain('Enter an email address')
  })
})

it('lets no one but an admin decide', async () => {
  await setMode('request')
  await requestAccess(browser(), newEmail())
  await stack().backend.sql(
    `insert into private.allowed_signups (entry, source) values ('@allowed.example', 'allowlist') on conflict do nothing`,
  )
  const ACTIONS = {
    setSignupMode: [POLICY, 'mode'],
    allowSignup: [POLICY, 'entry'],
    disallowSignup: [POLICY, 'removedEntry'],
    approveAccessRequest: [REQUESTS, 'approvedId'],
    rejectAccessRequest: [REQUESTS, 'rejectedId'],
  } as const
  for (const [path, field] of Object.values(ACTIONS)) {
    const form = await fillForm(jars().admin, path, [[field, field === 'mode' ? 'open' : 'a@example.com']])
    for (const who of ['guest', 'member', 'mentor', 'expired'] as const)
      await expectForbidden(who, path, form)
  }
})

describe('a request for access', () => {
  beforeEach(() => setMode('request'))

  it('has the same result for every address, and sends no email', async () => {
    const unknown = newEmail()
    for (const email of [unknown, unknown, MEMBER.email])
      expect(leadsTo(await requestAccess(browser(), email))).toEqual([303, '/request-access?notice=sent'])
    const requests = await stack().backend.sql('select email from private.access_requests where email = $1', [
      unknown,
    ])
    expect(requests).toHaveLength(1)
  })

  it('keeps what was typed after an error', async () => {
    const response = await requestAccess(browser(), 'no address', 'A reason to keep')
    const page = await response.text()
    expect(messagesOf(page)).toContain('Enter a valid email address')
    expect(page).toContain('A reason to keep')
  })

  it('is limited', async () => {
    const email = newEmail()
    const jar = browser()
    for (let attempt = 0; attempt < 5; attempt++) await requestAccess(jar, email)
    expect((await requestAccess(jar, email)).status).toBe(429)
  })

  it('cannot be filed past the form', async () => {
    const report = JSON.stringify({ type: 'access.requested', email: newEmail(), name: 'Ada', reason: 'x' })
    const response = await fetch(`${stack().backend.apiUrl}/rest/v1/rpc/request_access`, {
      method: 'POST',
      headers: { apikey: stack().backend.publishableKey, 'Content-Type': 'application/json' },
      body: JSON.stringify({ report, signature: '0'.repeat(64) }),
    })
    expect(response.status).toBe(401)
  })

  it('has no form while sign-up does not ask for access', async () => {
    await setMode('invited')
    expect(leadsTo(await browser().fetch('/request-access'))).toEqual([307, '/signup'])
  })

  it('is approved until a time, at which the access ends everywhere', async () => {
    const email = newEmail()
    await requestAccess(browser(), email)
    const [request] = await stack().backend.sql<{ id: string }>(
      'select id from private.access_requests where email = $1',
      [email],
    )
    const until = new Date(Date.now() + 24 * 60 * 60_000).toISOString().slice(0, 16)
    const fields: [string, string][] = [
      ['approvedId', request?.id ?? ''],
      ['until', until],
    ]
    expect(leadsTo(await sendForm(jars().admin, REQUESTS, fields))[1]).toBe(`${REQUESTS}?notice=approved`)
    const approved = await stack().mailbox.latest({ to: email })
    expect(approved.subject).toBe('Your request for access was approved')

    const jar = browser()
    await signUp(jar, email)
    const { links } = await stack().mailbox.latest({ to: email, subject: /Confirm/ })
    const link = links.find((candidate) => candidate.includes('token_hash')) ?? ''
    await jar.fetch(link.replace(stack().app.url, ''))
    expect((await jar.fetch('/private')).status).toBe(200)
    expect((await jar.fetch('/api/notes')).status).toBe(200)

    const { access_token } = readSession(jar, stack().cookieName)
    await stack().backend.sql('select private.set_access_until(id, now()) from auth.users where email = $1', [
      email,
    ])
    const bearer = { Authorization: `Bearer ${access_token}` }
    expect((await fetch(`${stack().app.url}/api/notes`, { headers: bearer })).status).toBe(401)
    expect(leadsTo(await jar.fetch('/private'))[1]).toContain('notice=access-ended')
    expect((await jar.fetch('/api/notes')).status).toBe(401)
    const data = await fetch(`${stack().backend.apiUrl}/rest/v1/notes?select=id`, {
      headers: { ...bearer, apikey: stack().backend.publishableKey },
    })
    expect(await data.json()).toEqual([])
  })

  it('is rejected with an email', async () => {
    const email = newEmail()
    await requestAccess(browser(), email)
    const [request] = await stack().backend.sql<{ id: string }>(
      'select id from private.access_requests where email = $1',
      [email],
    )
    const rejected = await sendForm(jars().admin, REQUESTS, [['rejectedId', request?.id ?? '']])
    expect(leadsTo(rejected)[1]).toBe(`${REQUESTS}?notice=rejected`)
    expect((await stack().mailbox.latest({ to: email })).subject).toBe('Your request for access was rejected')
  })
})
