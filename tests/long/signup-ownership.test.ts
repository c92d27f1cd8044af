import { createHash } from 'node:crypto'
import { createClient } from '@supabase/supabase-js'
import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { hasSession } from '../support/final-response'
import { pressButton, sendForm } from '../support/html-form'
import { suiteStack } from '../support/suite-stack'

const ATTACKERS_PASSWORD = 'the attacker chose this one'
const OWNERS_PASSWORD = 'the owner chose this one'

const stack = suiteStack()

const browser = () => new BrowserJar(stack.app.url)
const newEmail = () => `owner-${crypto.randomUUID()}@example.com`
const pathIn = (link: string) => link.replace(stack.app.url, '')

/** A client that bypasses the app, as anyone with the publishable key can. */
function auth() {
  const options = { auth: { persistSession: false, autoRefreshToken: false } }
  return createClient(stack.backend.apiUrl, stack.backend.publishableKey, options).auth
}

/** The attacker signs up with someone else's address. */
async function attackerSignsUp(email: string, metadata: Record<string, string> = {}) {
  const { error } = await auth().signUp({
    email,
    password: ATTACKERS_PASSWORD,
    options: { data: { name: 'Attacker', ...metadata } },
  })
  expect(error).toBeNull()
  await resetEmailLimits(email)
}

/** Resets the email limits of an address. */
const resetEmailLimits = (email: string) =>
  stack.backend.sql(
    `update auth.users set confirmation_sent_at = confirmation_sent_at - interval '5 minutes',
       recovery_sent_at = recovery_sent_at - interval '5 minutes' where email = $1`,
    [email],
  )

async function ownerSignsUp(jar: BrowserJar, email: string) {
  const fields = {
    name: 'Owner',
    email,
    password: OWNERS_PASSWORD,
    passwordRepeat: OWNERS_PASSWORD,
    terms: 'on',
  }
  const response = await sendForm(jar, '/signup?redirectedFrom=%2Fprivate%3Fx%3D1', Object.entries(fields))
  expect(response.headers.get('location')).toContain('/check-email')
}

async function newestEmail(email: string) {
  const { links, code } = await stack.mailbox.latest({ to: email })
  return { link: links.find((candidate) => candidate.includes('token_hash')) ?? '', code: code ?? '' }
}

/** Opens an emailed link and presses its button if there is one. */
async function follow(jar: BrowserJar, link: string): Promise<string> {
  let to = (await jar.fetch(pathIn(link))).headers.get('location') ?? ''
  // Without a redirect in the sign-up, a link leads to the home page, which redirects.
  if (to.includes('token_hash')) to = (await jar.fetch(pathIn(to))).headers.get('location') ?? ''
  if (to.endsWith('/confirm'))
    to = (await pressButton(jar, '/confirm', 'Confirm and sign in')).headers.get('location') ?? ''
  return pathIn(to)
}

const canSignIn = async (email: string, password: string) =>
  (await auth().signInWithPassword({ email, password })).data.session !== null

const CHOOSE_PASSWORD = '/account/password?redirectedFrom=%2Fprivate'

/** Nothing of the attacker's remains: no password, no identity, and no name. */
async function expectNoTraceOfAttacker(email: string, jar: BrowserJar) {
  expect(await canSignIn(email, ATTACKERS_PASSWORD)).toBe(false)
  expect(hasSession(stack, jar)).toBe(true)
  const me = await (await jar.fetch('/api/me')).json()
  expect(me).toMatchObject({ email })
  expect(me.name).not.toBe('Attacker')
  const [left] = await stack.backend.sql<{ text: string }>(
    `select concat(users.raw_user_meta_data, string_agg(identities.identity_data::text, ' ')) as text
     from auth.users left join auth.identities on identities.user_id = users.id
     where users.email = $1 group by users.id`,
    [email],
  )
  expect(left?.text).not.toContain('Attacker')
}

describe('an address that an attacker has signed up with', () => {
  it('when its owner signs up: only the owner is signed in and chooses a password', async () => {
    const email = newEmail()
    const jar = browser()
    await attackerSignsUp(email)
    await ownerSignsUp(jar, email)
    const to = await follow(jar, (await newestEmail(email)).link)
    expect(to).toBe('/account/password?redirectedFrom=%2Fprivate%3Fx%3D1')
    await expectNoTraceOfAttacker(email, jar)

    const page = await (await jar.fetch(to)).text()
    expect(page).toContain('Choose a password for your next sign-in')
    expect(page).toContain('href="/private?x=1"')
    await sendForm(jar, to, [
      ['password', OWNERS_PASSWORD],
      ['passwordRepeat', OWNERS_PASSWORD],
    ])
    expect(await canSignIn(email, OWNERS_PASSWORD)).toBe(true)
    expect(await canSignIn(email, ATTACKERS_PASSWORD)).toBe(false)
  })

  it('when its owner opens the first email', async () => {
    const email = newEmail()
    const jar = browser()
    await attackerSignsUp(email)
    expect(await follow(jar, (await newestEmail(email)).link)).toBe(CHOOSE_PASSWORD)
    await expectNoTraceOfAttacker(email, jar)
  })

  it.each([
    ['the hash of an empty nonce', { signup_nonce_hash: createHash('sha256').digest('hex') }],
    ['no hash', {}],
  ])(
    'when the sign-up’s metadata names %s, which could match a browser without a nonce',
    async (_, metadata) => {
      const email = newEmail()
      const jar = browser()
      await attackerSignsUp(email, metadata)
      expect(await follow(jar, (await newestEmail(email)).link)).toBe(CHOOSE_PASSWORD)
      await expectNoTraceOfAttacker(email, jar)
    },
  )

  it('when its owner signs in with a code', async () => {
    const email = newEmail()
    const jar = browser()
    await attackerSignsUp(email)
    await ownerSignsUp(jar, email)
    const { code } = await newestEmail(email)
    await sendForm(jar, '/check-email', [['code', code]])
    await expectNoTraceOfAttacker(email, jar)
  })

  it('when its owner signs in with a magic link', async () => {
    const email = newEmail()
    const jar = browser()
    await attackerSignsUp(email)
    await sendForm(jar, '/magic-link', [['email', email]])
    expect(await follow(jar, (await newestEmail(email)).link)).toBe(CHOOSE_PASSWORD)
    await expectNoTraceOfAttacker(email, jar)
  })

  it('when its owner resets the password', async () => {
    const email = newEmail()
    const jar = browser()
    await attackerSignsUp(email)
    await sendForm(jar, '/forgot-password', [['email', email]])
    expect(
      pathIn((await jar.fetch(pathIn((await newestEmail(email)).link))).headers.get('location') ?? ''),
    ).toBe('/reset-password')
    expect(await canSignIn(email, ATTACKERS_PASSWORD)).toBe(false)
  })

  it("the attacker's nonce has no effect", async () => {
    const email = newEmail()
    const jar = browser()
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(''))).toString(
      'hex',
    )
    await attackerSignsUp(email, { signup_nonce_hash: hash })
    await ownerSignsUp(jar, email)
    await follow(jar, (await newestEmail(email)).link)
    await expectNoTraceOfAttacker(email, jar)
  })
})

describe('a sign-up without an attacker', () => {
  it('keeps its password and name in the browser that signed up', async () => {
    const email = newEmail()
    const jar = browser()
    await ownerSignsUp(jar, email)
    expect(await follow(jar, (await newestEmail(email)).link)).toBe('/private?x=1')
    expect(await canSignIn(email, OWNERS_PASSWORD)).toBe(true)
    expect(await (await jar.fetch('/api/me')).json()).toMatchObject({ name: 'Owner' })
    const changes = await stack.backend.sql(
      `select from public.audit_log join auth.users on users.id = user_id
       where users.email = $1 and audit_log.type = 'user.password_changed'`,
      [email],
    )
    expect(changes).toEqual([])
  })

  it('keeps its password when the first call for it breaks off', async () => {
    const email = newEmail()
    const jar = browser()
    await ownerSignsUp(jar, email)
    let calls = 0
    const isFirst = (path: string) => path.endsWith('/rpc/claim_signup') && ++calls === 1
    await stack.proxy.fault({ kind: 'reset', only: isFirst })
    const path = await follow(jar, (await newestEmail(email)).link)
    await stack.heal()
    expect([path, calls]).toEqual(['/private?x=1', 2])
    expect(await canSignIn(email, OWNERS_PASSWORD)).toBe(true)
  })

  it('keeps its password when every call for it breaks off, once the database responds again', async () => {
    const email = newEmail()
    const jar = browser()
    await ownerSignsUp(jar, email)
    await stack.proxy.fault({ kind: 'reset', only: (path) => path.endsWith('/rpc/claim_signup') })
    const path = await follow(jar, (await newestEmail(email)).link)
    const during = await (await jar.fetch(path)).text()
    await stack.heal()
    expect(during).toContain('This can’t be shown right now.')
    expect(during).not.toContain('name="password"')
    const after = await jar.fetch(path)
    expect([after.status, after.headers.get('location')]).toEqual([307, '/private?x=1'])
    expect(await canSignIn(email, OWNERS_PASSWORD)).toBe(true)
  })

  it('that is confirmed in another browser asks for a password there', async () => {
    const email = newEmail()
    await ownerSignsUp(browser(), email)
    const phone = browser()
    expect(await follow(phone, (await newestEmail(email)).link)).toBe(
      '/account/password?redirectedFrom=%2Fprivate%3Fx%3D1',
    )
    expect(await canSignIn(email, OWNERS_PASSWORD)).toBe(false)
    expect(hasSession(stack, phone)).toBe(true)
  })
})
