import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { messagesOf, pressButton, sendForm } from '../support/html-form'
import { logLines } from '../support/log-lines'
import type { Email } from '../support/mailbox'
import { sealCookie } from '../support/sealed-cookies'
import { MENTOR, type StackUser, signedIn, startStack } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { HANG_MS } from '../support/timeouts'
import { newUserEmail } from '../support/users'

const EMAIL_FROM = 'Acme <no-reply@example.com>'
const SUBJECT = 'New sign-in to your account'
const BUTTON = 'Sign out everywhere and reset password'

const stack = suiteStack({ EMAIL_FROM, TRUSTED_PROXIES: '1' })

const browser = () => new BrowserJar(stack.app.url)
const FIREFOX = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'x-forwarded-for': '203.0.113.5',
}

async function signIn(jar: BrowserJar, { email, password }: StackUser, at = '/login') {
  const fields = [
    ['email', email],
    ['password', password],
  ] as const
  return await sendForm(jar, at, fields, FIREFOX)
}

const isSignedIn = async (jar: BrowserJar) => (await jar.fetch('/private')).status === 200
const noticesTo = (email: string) => stack.mailbox.count({ to: email, subject: SUBJECT })
const eventsOf = async (email: string) => {
  const rows = await stack.backend.sql<{ type: string }>(
    `select type::text from public.audit_log where user_id = (select id from auth.users where email = $1) and type::text like 'device.%' order by id`,
    [email],
  )
  return rows.map((row) => row.type)
}

/** Waits until what a sign-in does after its response is done. */
async function settled(email: string, count: number) {
  await expect.poll(() => eventsOf(email)).toHaveLength(count)
}

/** Someone who has signed in with one browser before. */
async function owner() {
  const user = await newUserEmail(stack)
  const jar = browser()
  expect((await signIn(jar, user)).status).toBe(303)
  return { user, jar }
}

/** Someone whose account was signed in to with a second browser, and the email about it. */
async function notified() {
  const { user, jar } = await owner()
  const other = browser()
  expect((await signIn(other, user)).status).toBe(303)
  const email = await stack.mailbox.latest({ to: user.email, subject: SUBJECT })
  return { user, jar, other, email, link: linkOf(email) }
}

const linkOf = ({ links }: Email) => (links[0] ?? '').replace(stack.app.url, '')
const locationOf = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')

describe('a sign-in from a new device', () => {
  it('is emailed to the owner and in the activity, with device, address and a link', async () => {
    const { user, jar, email } = await notified()
    expect(email.html).toContain(`account for ${user.email}`)
    expect(email.html).toContain('Device: Firefox on Linux')
    expect(email.html).toContain('IP address: 203.0.113.5')
    expect(email.links).toHaveLength(1)
    expect(email.links[0]).toMatch(new RegExp(`^${stack.app.url}/auth/device\\?token=[\\w-]{43}$`))
    expect(await (await jar.fetch('/account/activity')).text()).toContain('Signed in on a new device')
  })

  it('is not emailed for the first sign-in of a new account', async () => {
    const { user } = await owner()
    await signIn(browser(), user)
    await stack.mailbox.latest({ to: user.email, subject: SUBJECT })
    expect(await noticesTo(user.email)).toBe(1)
    expect(await eventsOf(user.email)).toEqual(['device.new'])
  })

  it('is not emailed for a browser that has signed in before, nor after the address has changed', async () => {
    const { user, other } = await notified()
    await other.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
    await signIn(other, user)
    const address = `renamed-${user.email}`
    await stack.backend.sql('update auth.users set email = $1 where email = $2', [address, user.email])
    await other.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
    await signIn(other, { ...user, email: address })
    expect(await isSignedIn(other)).toBe(true)
    await signIn(browser(), { ...user, email: address })
    await stack.mailbox.latest({ to: address, subject: SUBJECT })
    expect([await noticesTo(user.email), await noticesTo(address)]).toEqual([1, 1])
  })

  it('is emailed in spite of a device cookie that is forged or belongs to another account', async () => {
    const { user } = await owner()
    const { jar: others } = await owner()
    const cookies = [
      others.cookies.get('device') ?? '',
      'x',
      await sealCookie('email-flow', { accounts: [] }),
    ]
    for (const [index, cookie] of cookies.entries()) {
      await signIn(new BrowserJar(stack.app.url, [['device', cookie]]), user)
      await settled(user.email, index + 1)
    }
    await expect.poll(() => noticesTo(user.email)).toBe(cookies.length)
  })
})

describe('the link of its email', () => {
  it('changes nothing when it is opened, by a scanner or anyone else', async () => {
    const { user, jar, other, link } = await notified()
    for (const method of ['HEAD', 'GET', 'GET']) await browser().fetch(link, { method })
    await browser().fetch(link, { headers: { 'sec-purpose': 'prefetch' } })
    expect((await browser().fetch(link, { method: 'POST', headers: { origin: stack.app.url } })).status).toBe(
      405,
    )
    const opened = browser()
    const { path, response } = await opened.open(link)
    expect([path, response.status]).toEqual(['/secure-account', 200])
    expect([await isSignedIn(jar), await isSignedIn(other)]).toEqual([true, true])
    expect((await signIn(browser(), user)).status).toBe(303)
  })

  it('ends all sessions and the password at the press of a button, and leads to a new password', async () => {
    const { user, jar, other, link, email } = await notified()
    const opened = browser()
    await opened.open(link)
    expect(locationOf(await pressButton(opened, '/secure-account', BUTTON))).toBe('/secure-account')
    expect(await (await opened.fetch('/secure-account')).text()).toContain('All devices are signed out')
    expect([await isSignedIn(jar), await isSignedIn(other)]).toEqual([false, false])
    const refused = await signIn(browser(), user)
    expect([refused.status, messagesOf(await refused.text())]).toEqual([
      200,
      expect.stringMatching(/^Incorrect email or password\./),
    ])

    const recovery = await stack.mailbox.latest({
      to: user.email,
      subject: 'Reset your password',
      after: email,
    })
    const reset = recovery.links.find((href) => href.includes('token_hash')) ?? ''
    expect((await opened.open(reset.replace(stack.app.url, ''))).path).toBe('/reset-password')
    const password = 'a quiet new password'
    const fields = [
      ['password', password],
      ['passwordRepeat', password],
    ] as const
    expect(locationOf(await sendForm(opened, '/reset-password', fields))).toBe('/private')
    expect((await signIn(browser(), { ...user, password })).status).toBe(303)
    expect(await eventsOf(user.email)).toContain('device.reported')
  })

  it('works once, and with it all earlier ones of the account', async () => {
    const { user, link } = await notified()
    const before = await stack.mailbox.latest({ to: user.email, subject: SUBJECT })
    await signIn(browser(), user)
    const newest = linkOf(await stack.mailbox.latest({ to: user.email, subject: SUBJECT, after: before }))
    const [first, second, late] = [browser(), browser(), browser()]
    await first.open(link)
    await second.open(link)
    const answers = await Promise.all(
      [first, second].map((jar) => pressButton(jar, '/secure-account', BUTTON)),
    )
    expect(answers.map(locationOf).sort()).toEqual(['/error?reason=device-link-expired', '/secure-account'])
    await late.open(newest)
    expect(locationOf(await pressButton(late, '/secure-account', BUTTON))).toBe(
      '/error?reason=device-link-expired',
    )
  })

  it('expires after seven days', async () => {
    const { jar, link, user } = await notified()
    await stack.backend.sql(
      `update private.device_reports set created_at = now() - interval '169 hours'
       where user_id = (select id from auth.users where email = $1)`,
      [user.email],
    )
    const opened = browser()
    await opened.open(link)
    expect(locationOf(await pressButton(opened, '/secure-account', BUTTON))).toBe(
      '/error?reason=device-link-expired',
    )
    expect(await isSignedIn(jar)).toBe(true)
  })

  it('works in a browser where someone else is signed in, and leaves them signed in', async () => {
    const { jar, link } = await notified()
    const opened = await signedIn(stack, MENTOR)
    await opened.open(link)
    await pressButton(opened, '/secure-account', BUTTON)
    expect(await (await opened.fetch('/secure-account')).text()).toContain('All devices are signed out')
    expect([await isSignedIn(jar), await isSignedIn(opened)]).toEqual([false, true])
  })

  it.each(['', '?token=', '?token=x', `?token=${'x'.repeat(44)}`, `?token=${'x'.repeat(42)}%00`])(
    'that is incomplete (%s) leads to an explanation',
    async (query) => {
      expect(locationOf(await browser().fetch(`/auth/device${query}`))).toBe('/error?reason=link-incomplete')
    },
  )

  it('that is made up ends nothing; nor does a forged cookie, or none', async () => {
    const { jar } = await notified()
    const opened = browser()
    await opened.open(`/auth/device?token=${'x'.repeat(43)}`)
    expect(locationOf(await pressButton(opened, '/secure-account', BUTTON))).toBe(
      '/error?reason=device-link-expired',
    )
    for (const cookie of ['x', await sealCookie('email-flow', { token: 'x'.repeat(43) })]) {
      const forged = new BrowserJar(stack.app.url, [['device-report', cookie]])
      expect(locationOf(await forged.fetch('/secure-account'))).toBe('/error?reason=device-link-expired')
    }
    expect(locationOf(await browser().fetch('/secure-account'))).toBe('/error?reason=device-link-expired')
    expect(await isSignedIn(jar)).toBe(true)
  })

  it('keeps what it needs while the database is down', async () => {
    const { jar, link } = await notified()
    const opened = browser()
    await opened.open(link)
    await stack.proxy.fault({ kind: 'reset', only: (path) => path.includes('/rest/v1/') })
    const failed = await pressButton(opened, '/secure-account', BUTTON)
    expect(failed.status).toBe(200)
    expect(messagesOf(await failed.text())).not.toBe('')
    await stack.proxy.fault(null)
    expect(locationOf(await pressButton(opened, '/secure-account', BUTTON))).toBe('/secure-account')
    expect(await isSignedIn(jar)).toBe(false)
  })
})

describe('an SMTP server', () => {
  /** Signs in on a new device while the SMTP server answers with these lines, or with nothing. */
  async function attemptWith(answer: ((line: string) => string) | null, credentials = '') {
    const lines: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      if (!answer) return
      socket.write('220 ready\r\n')
      socket.on('data', (data) => {
        lines.push(String(data))
        socket.write(answer(String(data)))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = address && typeof address === 'object' ? address.port : 0
    const troubled = await startStack({
      EMAIL_FROM,
      SMTP_URL: `smtp://${credentials}127.0.0.1:${port}`,
    })
    try {
      const user = await newUserEmail(troubled)
      for (let n = 0; n < 2; n += 1) {
        const jar = new BrowserJar(troubled.app.url)
        expect((await signIn(jar, user)).status).toBe(303)
        expect((await jar.fetch('/private')).status).toBe(200)
      }
      const failures = () => logLines(troubled.app).filter(({ event }) => event === 'security_email.failed')
      await expect.poll(failures, { timeout: HANG_MS }).toHaveLength(1)
      expect(logLines(troubled.app).filter(({ event }) => event === 'device.new')).toHaveLength(1)
    } finally {
      server.close()
      await troubled.close()
    }
    return lines
  }

  it('that hangs delays no sign-in, and the activity has the entry', () => attemptWith(null))

  it('that rejects the email delays no sign-in either', async () => {
    const lines = await attemptWith((line) => (line.startsWith('MAIL') ? '550 no\r\n' : '250 ok\r\n'))
    expect(lines.join('')).toContain('MAIL FROM:<no-reply@example.com>')
  })

  it('without encryption gets neither password nor email', async () => {
    const lines = await attemptWith(
      (line) => (line.startsWith('EHLO') ? '250-here\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n'),
      'user:p%40ss@',
    )
    expect(lines.join('')).toContain('STARTTLS')
    expect(lines.join('')).not.toMatch(/AUTH|MAIL FROM/)
  })
})
