import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { REQUEST_DEADLINE_MS } from '@/utils/supabase/request-deadline'
import type { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import type { Email } from '../support/mailbox'
import { signedInWithSecondFactor } from '../support/second-factor'
import { readSession, type Stack, type StackUser, signedIn, startStack } from '../support/stack'
import {
  RECOVERY_CODES as CODES,
  codesIn,
  isPasswordOf,
  leadsTo,
  openResetLink,
  setUpTwoFactor,
  textOf,
} from '../support/two-factor-setup'
import { newUserEmail } from '../support/users'

const EMAIL_FROM = 'Acme <no-reply@example.com>'
const OVERVIEW = '/account/two-factor'

const enter = async (jar: BrowserJar, code: string) =>
  await sendForm(jar, '/mfa/recovery-code', [['recoveryCode', code]])

/** A client with the tokens of a browser's session, for what users do past the application. */
function clientOf({ backend, cookieName }: Stack, jar: BrowserJar) {
  const { access_token } = readSession(jar, cookieName)
  return createClient(backend.apiUrl, backend.publishableKey, {
    auth: { persistSession: false },
    global: { headers: { Authorization: `Bearer ${access_token}` } },
  })
}

async function postToAuthServer({ backend, cookieName }: Stack, jar: BrowserJar, path: string, body = {}) {
  const { access_token } = readSession(jar, cookieName)
  return await fetch(`${backend.apiUrl}/auth/v1${path}`, {
    method: 'POST',
    headers: {
      apikey: backend.publishableKey,
      authorization: `Bearer ${access_token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
}

/** Presses the button that removes the user's authenticator app. */
async function removeApp({ backend }: Stack, jar: BrowserJar, { email }: StackUser): Promise<string> {
  const [app] = await backend.sql<{ id: string }>(
    `select factor.id from auth.mfa_factors as factor join auth.users on users.id = factor.user_id
     where email = $1 and factor_type = 'totp'`,
    [email],
  )
  const response = await sendForm(jar, OVERVIEW, [['factorId', app?.id ?? '']])
  return await response.text()
}

/** The entries of a user's audit log about recovery codes, the oldest first. */
async function entriesOf({ backend }: Stack, { email }: StackUser): Promise<string[]> {
  const rows = await backend.sql<{ entry: string }>(
    `select concat_ws(' ', type, reason) as entry from public.audit_log
     where (type::text like 'mfa.recovery%' or type = 'mfa.failed')
       and user_id = (select id from auth.users where email = $1) order by id`,
    [email],
  )
  return rows.map(({ entry }) => entry)
}

const SERVERS = [
  { server: 'an Auth server without them (2.196)', recoveryCodes: undefined },
  { server: 'an Auth server that has them (2.197), turned off', recoveryCodes: false },
  { server: 'an Auth server that has them (2.197), turned on', recoveryCodes: true },
]

describe.each(SERVERS)('recovery codes, with $server', ({ recoveryCodes }) => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ EMAIL_FROM }, recoveryCodes === undefined ? {} : { recoveryCodes })
  })
  afterAll(() => stack.close())
  beforeEach(() => stack.proxy.reset())

  it('are shown once: as text and as a file, until they are saved', async () => {
    const user = await newUserEmail(stack)
    const { jar, codes } = await setUpTwoFactor(stack, user)
    expect(new Set(codes).size).toBe(10)
    const file = await jar.fetch(`${CODES}/download`)
    expect(file.headers.get('content-disposition')).toContain('attachment')
    const text = await file.text()
    for (const code of codes) expect(text).toContain(code)
    await pressButton(jar, CODES, 'I’ve saved my codes')
    expect(codesIn(await textOf(jar, CODES))).toEqual([])
    expect(leadsTo(await jar.fetch(`${CODES}/download`))).toEqual([303, CODES])
    expect(await textOf(jar, OVERVIEW)).toContain('You have 10 unused recovery codes.')
  })

  it('each let their user in once, and the owner is told how many are left', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUpTwoFactor(stack, user)
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
    expect(await entriesOf(stack, user)).toEqual([
      'mfa.recovery_codes_generated',
      ...codes.flatMap(() => ['mfa.recovery_code_used', 'mfa.failed recovery_code']),
    ])
  })

  it('let in one of two that are sent at the same time', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUpTwoFactor(stack, user)
    const jars = [await signedIn(stack, user), await signedIn(stack, user)]
    const forms = await Promise.all(
      jars.map((jar) => fillForm(jar, '/mfa/recovery-code', [['recoveryCode', codes[0] ?? '']])),
    )
    const responses = await Promise.all(
      jars.map((jar, at) => postForm(jar, '/mfa/recovery-code', forms[at] ?? new FormData())),
    )
    expect(responses.filter(({ headers }) => headers.get('location') === '/private')).toHaveLength(1)
    const open = await Promise.all(jars.map(async (jar) => (await jar.fetch('/private')).status === 200))
    expect(open.sort()).toEqual([false, true])
  })

  it('are not checked after five incorrect ones', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUpTwoFactor(stack, user)
    for (let times = 0; times < 5; times += 1)
      expect((await enter(await signedIn(stack, user), 'ZZZZ-ZZZZ')).status).toBe(200)
    const jar = await signedIn(stack, user)
    expect((await enter(jar, codes[0] ?? '')).status).toBe(429)
    expect(leadsTo(await jar.fetch('/private'))[0]).toBe(307)
  })

  it('are locked by five incorrect ones that were sent past the application', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUpTwoFactor(stack, user)
    const jar = await signedIn(stack, user)
    for (let times = 0; times < 5; times += 1) {
      await clientOf(stack, jar).rpc('use_recovery_code', { code: 'ZZZZ-ZZZZ' })
      await postToAuthServer(stack, jar, '/factors/recovery-codes/verify', { code: 'ZZZZ-ZZZZ' })
    }
    const refused = await enter(jar, codes[0] ?? '')
    expect(messagesOf(await refused.text())).toContain('Too many incorrect recovery codes.')
    expect(leadsTo(await jar.fetch('/private'))[0]).toBe(307)
  })

  it('are replaced by a new set, which needs a session at aal2', async () => {
    const user = await newUserEmail(stack)
    const { jar, codes } = await setUpTwoFactor(stack, user)
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
    expect((await entriesOf(stack, user)).slice(0, 2)).toEqual(Array(2).fill('mfa.recovery_codes_generated'))
  })

  it('no longer work once the last authenticator app is removed', async () => {
    const user = await newUserEmail(stack)
    const { jar, codes } = await setUpTwoFactor(stack, user)
    expect(await removeApp(stack, jar, user)).toContain('Authenticator app removed.')
    expect((await (await signedIn(stack, user)).fetch('/private')).status).toBe(200)
    expect(await textOf(jar, OVERVIEW)).toContain('Two-factor authentication is off')
    const renewed = await setUpTwoFactor(stack, user)
    expect(renewed.codes).toHaveLength(10)
    expect((await enter(await signedIn(stack, user), codes[0] ?? '')).status).toBe(200)
  })

  it('never lock their user out who has lost the app', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUpTwoFactor(stack, user)
    const jar = await signedIn(stack, user)
    await enter(jar, codes[0] ?? '')
    const message = await removeApp(stack, jar, user)
    // The Auth server keeps its own codes only next to another factor, and lowers the session that one of them has raised.
    if (!recoveryCodes) expect(message).toContain('Authenticator app removed.')
    else expect(message).toContain('Add your new authenticator app first')
    expect((await jar.fetch('/private')).status).toBe(200)
    const next = await signedIn(stack, user)
    expect((await next.fetch('/private')).status).toBe(recoveryCodes ? 307 : 200)
    if (recoveryCodes) expect(leadsTo(await enter(next, codes[1] ?? ''))).toEqual([303, '/private'])
  })

  it('reset a forgotten password, and the owner is told how many are left', async () => {
    const user = await newUserEmail(stack)
    const { codes } = await setUpTwoFactor(stack, user)
    const jar = await openResetLink(stack, user)
    const path = '/reset-password?by=recovery-code'
    const redeemed = await sendForm(jar, path, [['recoveryCode', codes[0] ?? '']])
    expect(leadsTo(redeemed)).toEqual([303, '/reset-password'])
    const email = await stack.mailbox.latest({ to: user.email, subject: 'A recovery code was used' })
    expect(email.text).toContain('You have 9 recovery codes left')
    const password = 'a new and quiet password'
    const changed = await sendForm(jar, '/reset-password', [
      ['password', password],
      ['passwordRepeat', password],
    ])
    expect(leadsTo(changed)).toEqual([303, '/private'])
    expect((await jar.fetch('/private')).status).toBe(200)
    expect(await isPasswordOf(stack, user, password)).toBe(true)
  })
})

describe('recovery codes, with slow servers', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())

  it('are shown although they and the question who keeps them take longer than the deadline of one client', async () => {
    const slow = ['/factors/recovery-codes', '/rpc/generate_recovery_codes']
    const ms = 0.55 * REQUEST_DEADLINE_MS
    await stack.proxy.fault({ kind: 'slow', ms, only: (path) => slow.some((end) => path.endsWith(end)) })
    const { codes } = await setUpTwoFactor(stack, await newUserEmail(stack))
    expect(codes).toHaveLength(10)
  })
})

describe('recovery codes of our own, after the Auth server has turned its own on', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ EMAIL_FROM }, { recoveryCodes: true })
  })
  afterAll(() => stack.close())

  it('work until the user creates a new set', async () => {
    const user = await newUserEmail(stack)
    const { jar, secret } = await setUpTwoFactor(stack, user)
    // Back to where the user was before: without codes of the Auth server, with codes of our own.
    await stack.backend.sql(`delete from auth.mfa_factors where factor_type = 'recovery_code'`)
    const { data } = await clientOf(stack, jar).rpc('generate_recovery_codes')
    const [first = '', second = ''] = data as string[]
    expect(await textOf(jar, OVERVIEW)).toContain('You have 10 unused recovery codes.')
    expect(leadsTo(await enter(await signedIn(stack, user), first))).toEqual([303, '/private'])

    const app = { factorId: '', secret }
    const verified = await signedInWithSecondFactor(stack, user, app, 1)
    expect(leadsTo(await pressButton(verified, CODES, 'Create recovery codes'))).toEqual([303, CODES])
    const [renewed = ''] = codesIn(await textOf(verified, CODES))
    const pending = await signedIn(stack, user)
    expect((await enter(pending, second)).status).toBe(200)
    expect((await clientOf(stack, pending).rpc('use_recovery_code', { code: second })).data).toBe('incorrect')
    expect(leadsTo(await enter(pending, renewed))).toEqual([303, '/private'])
  })
})
