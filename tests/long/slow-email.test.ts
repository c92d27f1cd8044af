import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { messagesOf, pressButton, sendForm } from '../support/html-form'
import { expireAccessToken, MENTOR, type Stack, signedIn, startStack } from '../support/stack'

const smtp: { delayMs: number; quota?: number | undefined } = { delayMs: 0 }
const PASSWORD = 'a long and quiet password'

let stack: Stack
beforeAll(async () => {
  stack = await startStack({}, { smtp })
  await sendForm(browser(), '/signup', signUpFields('first@example.com'))
})
afterAll(() => stack.close())
afterEach(async () => {
  Object.assign(smtp, { delayMs: 0, quota: undefined })
  await stack.proxy.fault(null)
  // Removes every email cooldown.
  await stack.backend.sql(
    `update auth.users set confirmation_sent_at = null, recovery_sent_at = null, email_change_sent_at = null`,
  )
})

const browser = () => new BrowserJar(stack.app.url)
const locationOf = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')

const signUpFields = (email: string): [string, string][] => [
  ['email', email],
  ['name', 'Jane'],
  ['password', PASSWORD],
  ['passwordRepeat', PASSWORD],
  ['terms', 'on'],
]

/** A new user with PASSWORD. */
async function person(name: string, { confirmed = true } = {}): Promise<string> {
  const email = `${name}@example.com`
  await stack.backend.sql(
    `insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at, created_at, updated_at)
     values (gen_random_uuid(), 'authenticated', 'authenticated', $1,
       extensions.crypt($2, extensions.gen_salt('bf', 4)), case when $3 then now() end, now(), now())`,
    [email, PASSWORD, confirmed],
  )
  return email
}

const emailTo = (to: string) => stack.mailbox.latest({ to })

async function isOpenedBy(jar: BrowserJar, email: string): Promise<string | undefined> {
  const { links } = await emailTo(email)
  const link = links.find((candidate) => candidate.includes('token_hash')) ?? ''
  return locationOf(await jar.fetch(link.replace(stack.app.url, '')))
}

describe.each([200, 1500, 4000, 9000])('with an SMTP server that takes %i ms', (delayMs) => {
  it('sign-up, resend, magic link, and forgotten password respond, and their emails work', async () => {
    smtp.delayMs = delayMs
    const email = `new-${delayMs}@example.com`
    const waiting = await person(`waiting-${delayMs}`, { confirmed: false })
    const member = await person(`member-${delayMs}`)
    const forgetful = await person(`forgetful-${delayMs}`)
    const [joining, resending, linked, recovering] = [browser(), browser(), browser(), browser()]
    const responses = await Promise.all([
      sendForm(joining, '/signup', signUpFields(email)),
      sendForm(linked, '/magic-link', [['email', member]]),
      sendForm(recovering, '/forgot-password', [['email', forgetful]]),
      sendForm(resending, '/error?reason=link-expired', [['email', waiting]]),
    ])
    expect(responses.slice(0, 3).map(locationOf)).toEqual(Array(3).fill('/check-email'))
    expect(messagesOf((await responses[3]?.text()) ?? '')).toContain(
      'If this address still needs to be confirmed',
    )

    expect(await isOpenedBy(joining, email)).toBe('/private')
    expect(await isOpenedBy(resending, waiting)).toBe('/account/password?redirectedFrom=%2Fprivate')
    expect(await isOpenedBy(linked, member)).toBe('/private')
    expect(await isOpenedBy(recovering, forgetful)).toBe('/reset-password')
  })

  it('change of address, re-authentication code, and new password respond, and their emails arrive', async () => {
    const email = await person(`owner-${delayMs}`)
    const jar = await signedIn(stack, { name: '', email, password: PASSWORD })
    smtp.delayMs = delayMs
    const newAddress = `moved-${delayMs}@example.com`
    const moved = await sendForm(jar, '/account/email', [['email', newAddress]])
    expect(messagesOf(await moved.text())).toContain(newAddress)
    const before = await emailTo(email)
    await emailTo(newAddress)

    await stack.backend.sql('update auth.users set recovery_sent_at = null, email_change_sent_at = null')
    // Half an hour later.
    await stack.backend.sql(
      `update auth.mfa_amr_claims
       set created_at = created_at - interval '30 minutes', updated_at = updated_at - interval '30 minutes'`,
    )
    expireAccessToken(jar, stack.cookieName)
    const pressed = await pressButton(jar, '/account/reauthenticate?by=email', 'Send code')
    expect(messagesOf(await pressed.text())).toContain(`to ${email}`)
    const { code } = await stack.mailbox.latest({ to: email, after: before })
    expect(locationOf(await sendForm(jar, '/account/reauthenticate?by=email', [['code', code ?? '']]))).toBe(
      '/account',
    )

    const saved = await sendForm(jar, '/account/password', [
      ['password', `${PASSWORD} ${delayMs}`],
      ['passwordRepeat', `${PASSWORD} ${delayMs}`],
    ])
    expect(messagesOf(await saved.text())).toBe('Your password is saved. You’re signed out everywhere else.')
  })
})

describe('an Auth server that hangs', () => {
  it.each([
    ['/signup', signUpFields('hung@example.com')],
    ['/magic-link', [['email', MENTOR.email]]],
    ['/forgot-password', [['email', MENTOR.email]]],
  ] as [string, [string, string][]][])('is distinguished from a slow email: %s', async (path, fields) => {
    await stack.proxy.fault({ kind: 'hang' })
    const page = await (await sendForm(browser(), path, fields)).text()
    expect(messagesOf(page)).toContain('We can’t reach the sign-in service right now.')
  })
})

it('slow emails, however many, do not delay sessions', async () => {
  const jar = await signedIn(stack, MENTOR)
  await stack.backend.sql(
    `insert into auth.users (id, aud, role, email, email_confirmed_at, created_at, updated_at)
     select gen_random_uuid(), 'authenticated', 'authenticated', 'crowd-' || i || '@example.com', now(), now(), now()
     from generate_series(1, 120) as i`,
  )
  smtp.delayMs = 4000
  await Promise.all(
    Array.from({ length: 120 }, (_, n) =>
      sendForm(browser(), '/forgot-password', [['email', `crowd-${n + 1}@example.com`]]),
    ),
  )
  expect((await jar.fetch('/private')).status).toBe(200)
})
