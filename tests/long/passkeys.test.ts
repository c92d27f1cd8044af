import { Authenticator } from 'supabase-embedded/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { advanceOneHourIn } from '../support/advance-clock'
import { BrowserJar } from '../support/browser-jar'
import { html, json } from '../support/faults'
import { fillForm, postForm, sendForm } from '../support/html-form'
import {
  newPasskeyOwner,
  passkeyOf,
  postCredential,
  requestOptions,
  signInOptions,
  signInWithPasskey,
} from '../support/passkeys'
import { type StackUser, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { leadsTo, textOf } from '../support/two-factor-setup'

const PASSKEYS = '/account/passkeys'
const REJECTED = '/error?reason=passkey-rejected'
const EXPIRED = '/error?reason=passkey-expired'

const stack = suiteStack({ EMAIL_FROM: 'Acme <no-reply@example.com>' })
afterEach(() => stack.heal())

const browser = () => new BrowserJar(stack.app.url)
const owner = (name?: string) => newPasskeyOwner(stack, name)

const sessionsOf = async ({ email }: StackUser) => {
  const [row] = await stack.backend.sql<{ count: number }>(
    `select count(*)::int as count from auth.sessions where user_id = (select id from auth.users where email = $1)`,
    [email],
  )
  return row?.count
}

/** Checks that a response starts no session: not in this browser, nor at the Auth server. */
async function expectRejected(
  jar: BrowserJar,
  user: StackUser,
  attempt: () => Promise<Response>,
  reason = REJECTED,
) {
  const before = await sessionsOf(user)
  const [status, location] = leadsTo(await attempt())
  expect([status, location.split('&')[0]]).toEqual([303, reason])
  const page = await textOf(jar, location)
  expect(page).toContain(reason === REJECTED ? 'This passkey didn’t sign you in' : 'Sign-in timed out')
  expect([...jar.cookies.keys()].filter((name) => name.startsWith('sb-'))).toEqual([])
  expect(leadsTo(await jar.fetch('/private'))).toEqual([307, '/login?redirectedFrom=%2Fprivate'])
  expect(await sessionsOf(user)).toBe(before)
}

describe('a passkey', () => {
  it('signs in its owner, and opens the page that was requested', async () => {
    const { user, passkey } = await owner()
    const jar = browser()
    expect(leadsTo(await signInWithPasskey(jar, passkey, '/account?a=b'))).toEqual([303, '/account?a=b'])
    expect(await textOf(jar, '/account?a=b')).toContain(user.email)
  })

  it('is one entry in the activity', async () => {
    const { user, passkey } = await owner()
    const jar = browser()
    await signInWithPasskey(jar, passkey)
    const rows = await stack.backend.sql<{ entry: string }>(
      `select type || coalesce(' ' || reason, '') as entry from public.audit_log
       where session_id = (
         select id from auth.sessions where user_id = (select id from auth.users where email = $1)
         order by created_at desc limit 1
       ) and type::text not like 'device.%' or (type = 'passkey.sign_in')`,
      [user.email],
    )
    expect(rows).toEqual([{ entry: 'session.started passkey' }])
    expect(await textOf(jar, '/account/activity')).toContain('with a passkey')
  })

  it('leads to no other site', async () => {
    const { passkey } = await owner()
    const response = await signInWithPasskey(browser(), passkey, '//evil.example')
    expect(leadsTo(response)).toEqual([303, '/private'])
  })

  it('re-authenticates', async () => {
    const { user, passkey } = await owner()
    const jar = await signedIn(stack, user)
    await advanceOneHourIn(jar, stack)
    expect((await requestOptions(jar, `${PASSKEYS}/options`)).status).toBe(403)
    const page = `/account/reauthenticate?redirectedFrom=${encodeURIComponent(PASSKEYS)}`
    const credential = JSON.stringify(passkey.get(await signInOptions(jar), jar))
    expect(leadsTo(await sendForm(jar, page, [['credential', credential]]))).toEqual([303, PASSKEYS])
    expect((await requestOptions(jar, `${PASSKEYS}/options`)).status).toBe(200)
  })
})

describe('a sign-in is rejected', () => {
  it.each(['http://localhost:3999', 'https://evil.example', 'null'])(
    'with a passkey’s response to the origin %s',
    async (origin) => {
      const { user, passkey } = await owner()
      const jar = browser()
      const credential = passkey.get(await signInOptions(jar), { origin })
      await expectRejected(jar, user, () => postCredential(jar, credential))
    },
  )

  it('with a passkey’s response for another domain', async () => {
    const { user, passkey } = await owner()
    const jar = browser()
    const credential = passkey.get({ ...(await signInOptions(jar)), rpId: 'evil.example' }, jar)
    await expectRejected(jar, user, () => postCredential(jar, credential))
  })

  it('with a response that was used before: for its own challenge and for another', async () => {
    const { user, passkey } = await owner()
    const jar = browser()
    const credential = passkey.get(await signInOptions(jar), jar)
    const thief = jar.copy()
    expect(leadsTo(await postCredential(jar, credential))).toEqual([303, '/private'])
    await expectRejected(thief, user, () => postCredential(thief, credential), EXPIRED)
    await signInOptions(thief)
    await expectRejected(thief, user, () => postCredential(thief, credential))
  })

  it('with one of two responses that are sent at the same time', async () => {
    const { passkey } = await owner()
    const jar = browser()
    const credential = passkey.get(await signInOptions(jar), jar)
    const other = jar.copy()
    const responses = await Promise.all([jar, other].map((each) => postCredential(each, credential)))
    expect(responses.map((response) => leadsTo(response)[1].split('&')[0]).sort()).toEqual([
      EXPIRED,
      '/private',
    ])
  })

  it('with the challenge of another browser', async () => {
    const { user, passkey } = await owner()
    const victim = browser()
    const credential = passkey.get(await signInOptions(victim), victim)
    const jar = browser()
    await expectRejected(jar, user, () => postCredential(jar, credential), EXPIRED)
    await signInOptions(jar)
    await expectRejected(jar, user, () => postCredential(jar, credential))
    expect(leadsTo(await postCredential(victim, credential))).toEqual([303, '/private'])
  })

  it('with a challenge cookie that is made up', async () => {
    const { user, passkey } = await owner()
    const jar = browser()
    const credential = passkey.get(await signInOptions(jar), jar)
    for (const name of jar.cookies.keys()) jar.cookies.set(name, 'x')
    await expectRejected(jar, user, () => postCredential(jar, credential), EXPIRED)
  })

  it('with a passkey that the site does not know', async () => {
    const { user, passkey } = await owner()
    const unknown = new Authenticator()
    const added = await signedIn(stack, user)
    // Created, but never sent to the site.
    const { options } = await (await requestOptions(added, `${PASSKEYS}/options`)).json()
    unknown.create(options, added)
    const jar = browser()
    await expectRejected(jar, user, () => signInWithPasskey(jar, unknown))
    expect(leadsTo(await signInWithPasskey(jar, passkey))).toEqual([303, '/private'])
  })

  it('with a passkey that claims to be another user’s', async () => {
    const mine = await owner()
    const theirs = await owner()
    const jar = browser()
    const credential = mine.passkey.get(await signInOptions(jar), jar)
    const userHandle = theirs.passkey.credentials[0]?.userHandle ?? ''
    const claimed = { ...credential, response: { ...credential.response, userHandle } }
    await expectRejected(jar, theirs.user, () => postCredential(jar, claimed))
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['a null', 'null'],
    ['too much', JSON.stringify({ id: 'x'.repeat(30_000) })],
    [
      'no signature',
      JSON.stringify({ id: 'x', rawId: 'x', type: 'public-key', response: { clientDataJSON: '\0' } }),
    ],
  ])('with %s instead of a response', async (_what, sent) => {
    const { user } = await owner()
    const jar = browser()
    await signInOptions(jar)
    await expectRejected(jar, user, () => postCredential(jar, sent))
  })

  it('when another site sends it', async () => {
    const { passkey } = await owner()
    const jar = browser()
    const body = new FormData()
    body.append('credential', JSON.stringify(passkey.get(await signInOptions(jar), jar)))
    for (const origin of ['https://evil.example', 'null']) {
      const sent = await jar.copy().fetch('/auth/passkey', { method: 'POST', body, headers: { origin } })
      const asked = await requestOptions(browser(), undefined, { origin })
      expect([origin, sent.status, asked.status]).toEqual([origin, 403, 403])
    }
  })

  it('after its passkey was removed, and after its account was deleted', async () => {
    const { user, passkey } = await owner('Laptop')
    const second = await passkeyOf(stack, user, 'Phone')
    const jar = await signedIn(stack, user)
    const form = await fillForm(jar, PASSKEYS, [], '>Yes, remove <!-- -->Laptop<')
    expect(await (await postForm(jar, PASSKEYS, form)).text()).toContain('Passkey removed.')
    const other = browser()
    await expectRejected(other, user, () => signInWithPasskey(other, passkey))

    const deleted = await sendForm(jar, '/account/data/delete', [['email', user.email]])
    expect(leadsTo(deleted)).toEqual([303, '/account-deleted'])
    await expectRejected(other, user, () => signInWithPasskey(other, second))
  })
})

describe('while the Auth server is down', () => {
  const isPasskeys = (path: string) => path.includes('/passkeys')
  const faults = [
    ['503', json(503, {}, isPasskeys)],
    ['a gateway’s page', html(502, isPasskeys)],
    ['a broken connection', { kind: 'reset', only: isPasskeys }],
  ] as const

  it.each(faults)('a sign-in says so and clears nothing (%s)', async (_what, fault) => {
    const { passkey } = await owner()
    const jar = browser()
    const credential = passkey.get(await signInOptions(jar), jar)
    const before = jar.copy()
    await stack.proxy.fault(fault)
    const response = await requestOptions(jar)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ message: expect.stringContaining('Try again in a moment.') })
    expect(response.headers.getSetCookie()).toEqual([])
    const sent = await postCredential(jar, credential, '/account')
    const [status, location] = leadsTo(sent)
    expect([status, location.split('&')[0]]).toEqual([303, '/error?reason=unavailable'])
    expect(sent.headers.getSetCookie().filter((line) => line.startsWith('sb-'))).toEqual([])
    await stack.proxy.fault(null)
    expect(leadsTo(await postCredential(before, credential))).toEqual([303, '/private'])
  })
})
