import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { finalResponse, hasSession } from '../support/final-response'
import { messagesOf, pressButton, sendForm } from '../support/html-form'
import { MEMBER, MENTOR, type Stack, signedIn, startStack } from '../support/stack'
import { HANG_MS } from '../support/timeouts'
import { insertUsers } from '../support/users'

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  const addresses = ['/magic-link', '/forgot-password'].flatMap((page) => [
    addressOf('once', page),
    addressOf('late', page),
  ])
  await insertUsers((text, values) => stack.backend.sql(text, values), addresses)
})
afterAll(() => stack.close())
afterEach(() => stack.proxy.fault(null))

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }

const browser = () => new BrowserJar(stack.app.url)

/** Where a response redirects on this site. */
const locationOf = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')

/** Resets the email limits of every address. */
const deleteEmails = () =>
  stack.backend.sql("update auth.users set recovery_sent_at = recovery_sent_at - interval '1 hour'")

/** A new user who has not been emailed yet. */
const addressOf = (name: string, page: string) => `${name}${page.replace('/', '-')}@example.com`

/** Requests an email and opens it. */
async function requestLink(
  jar: BrowserJar,
  path: string,
  email: string,
  headers: Record<string, string> = {},
) {
  await deleteEmails()
  const before = await stack.mailbox.latest({ to: email, withinMs: 0 }).catch(() => undefined)
  const response = await sendForm(jar, path, [['email', email]], headers)
  expect(locationOf(response)).toBe('/check-email')
  const mailbox = await stack.mailbox.latest({ to: email, ...(before && { after: before }) })
  const link = mailbox.links.find((candidate) => candidate.includes('token_hash')) ?? ''
  return { link, path: link.replace(stack.app.url, ''), code: mailbox.code ?? '' }
}

describe('a recovery session', () => {
  async function recovering(email: string) {
    const jar = browser()
    const { path } = await requestLink(jar, '/forgot-password?redirectedFrom=%2Fprivate%3Fx%3D1', email)
    const response = await jar.fetch(path)
    expect(locationOf(response)).toBe('/reset-password')
    return { jar, response, path }
  }

  it('is HttpOnly and separate from every sign-in', async () => {
    const { jar, response } = await recovering(MEMBER.email)
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('recovery=')) ?? ''
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=lax/i)
    expect(cookie).toMatch(/Max-Age=900/i)
    expect(hasSession(stack, jar)).toBe(false)
  })

  it('opens no page and no API', async () => {
    const { jar } = await recovering(MENTOR.email)
    for (const path of ['/private', '/private/x?y=1', '/account', '/linked', '/nowhere']) {
      const response = await jar.fetch(path)
      expect(locationOf(response)).toBe('/reset-password')
    }
    for (const [path, method] of [
      ['/api/me', 'GET'],
      ['/api/notes/1', 'DELETE'],
      ['/api/anything', 'POST'],
    ] as const) {
      const response = await jar.fetch(path, { method, headers: SAME_ORIGIN })
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ error: { code: 'password_reset_pending' } })
    }
  })

  it('signs out the user who was signed in in this browser', async () => {
    const jar = await signedIn(stack, MENTOR)
    const signedInJar = jar.copy()
    const { link } = await requestLink(browser(), '/forgot-password', MEMBER.email)
    await jar.fetch(link.replace(stack.app.url, ''))
    const response = await pressButton(jar, '/confirm', 'Continue')
    expect(locationOf(response)).toBe('/reset-password')
    expect(hasSession(stack, jar)).toBe(false)
    expect((await signedInJar.fetch('/private')).headers.get('location')).toContain('/login')
  })

  it('ends when someone signs in another way', async () => {
    const { jar } = await recovering(MENTOR.email)
    const member = await signedIn(stack, MEMBER)
    for (const [name, value] of member.cookies) jar.cookies.set(name, value)
    expect((await jar.fetch('/private')).status).toBe(200)
    expect(jar.cookies.has('recovery')).toBe(false)
  })

  it('ends at the Auth server when the user keeps the old password', async () => {
    const { jar } = await recovering(MENTOR.email)
    const sessions = () =>
      stack.backend.sql(
        'select from auth.sessions where user_id = (select id from auth.users where email = $1)',
        [MENTOR.email],
      )
    const before = await sessions()
    const response = await pressButton(jar, '/reset-password', 'Keep current password')
    expect(locationOf(response)).toBe('/login')
    expect(jar.cookies.has('recovery')).toBe(false)
    expect(await sessions()).toHaveLength(before.length - 1)
  })

  it('with a made-up cookie leads to an explanation, not to a redirect loop', async () => {
    const jar = browser()
    jar.cookies.set('recovery', 'junk')
    expect(await finalResponse(jar, '/private')).toMatchObject({ heading: 'Request a new link' })
  })

  it('that was ended elsewhere cannot set a password', async () => {
    const { jar } = await recovering(MENTOR.email)
    await stack.backend.sql(
      'delete from auth.sessions where user_id = (select id from auth.users where email = $1)',
      [MENTOR.email],
    )
    const response = await sendForm(jar, '/reset-password', [
      ['password', 'a new long password'],
      ['passwordRepeat', 'a new long password'],
    ])
    expect(locationOf(response)).toBe('/error?reason=reset-link-expired')
    expect(jar.cookies.has('recovery')).toBe(false)
  })
})

describe('an email’s link', () => {
  it.each([
    ['/forgot-password', 'recovery', 'magiclink'],
    ['/forgot-password', 'recovery', 'email'],
    ['/magic-link', 'magiclink', 'recovery'],
  ])('from %s is not accepted as another kind (%s as %s)', async (page, own, other) => {
    const jar = browser()
    const { path } = await requestLink(jar, page, MEMBER.email)
    expect(path).toContain(`type=${own}`)
    const end = await finalResponse(jar, path.replace(`type=${own}`, `type=${other}`))
    expect(end.heading).toBe('This link is incomplete')
    expect(hasSession(stack, jar)).toBe(false)
    expect(jar.cookies.has('recovery')).toBe(false)
  })

  it.each([
    ['/forgot-password', 'Request a new link'],
    ['/magic-link', 'This link no longer works'],
  ])('from %s works once, expires after ten minutes, and is rejected if truncated', async (page, heading) => {
    const jar = browser()
    const { path } = await requestLink(jar, page, addressOf('once', page))
    expect((await finalResponse(jar, path.replace(/(token_hash=\w{8})\w+/, '$1'))).heading).toBe(
      'This link is incomplete',
    )
    await jar.fetch(path)
    const again = browser()
    await again.fetch(path)
    const spent = await sendForm(again, '/confirm', [])
    expect((await finalResponse(again, spent.headers.get('location') ?? '')).heading).toBe(heading)

    const late = browser()
    const second = await requestLink(late, page, addressOf('late', page))
    await stack.backend.sql("update auth.users set recovery_sent_at = now() - interval '601 seconds'")
    expect(await finalResponse(late, second.path)).toMatchObject({ heading })
    expect(hasSession(stack, late)).toBe(false)
  })

  it.each(['/magic-link', '/forgot-password'])(
    'requested on %s contains the configured origin only',
    async (page) => {
      const foreign = {
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example',
        referer: 'https://evil.example/',
        'x-original-url': 'https://evil.example/',
      }
      const { link } = await requestLink(browser(), page, addressOf('once', page), foreign)
      expect(new URL(link).origin).toBe(stack.app.url)

      const count = await stack.mailbox.count({ to: addressOf('late', page) })
      const spoofed = await sendForm(browser(), page, [['email', addressOf('late', page)]], {
        origin: 'https://evil.example',
        'x-forwarded-host': 'evil.example',
      }).catch(() => null)
      if (
        spoofed?.headers.get('location') === '/check-email' &&
        (await stack.mailbox.count({ to: addressOf('late', page) })) > count
      ) {
        const mailbox = await stack.mailbox.latest({ to: addressOf('late', page) })
        expect(mailbox.html).not.toContain('evil.example')
      }
    },
  )
})

describe('during an outage of the Auth server', () => {
  it.each([
    ['/magic-link', [['email', MEMBER.email]]],
    ['/forgot-password', [['email', MEMBER.email]]],
  ] as [string, [string, string][]][])('%s says so and keeps the address', async (path, fields) => {
    await stack.proxy.fault({ kind: 'hang' })
    const start = performance.now()
    const page = await (await sendForm(browser(), path, fields)).text()
    expect(messagesOf(page)).toContain('We can’t reach the sign-in service right now.')
    expect(page).toContain(`value="${MEMBER.email}"`)
    expect(performance.now() - start).toBeLessThan(HANG_MS)
  })

  it('a code does not count as incorrect', async () => {
    const jar = browser()
    const { code } = await requestLink(jar, '/magic-link', MEMBER.email)
    await stack.proxy.fault(json(503, {}))
    for (let n = 0; n < 6; n += 1) {
      const page = await (await sendForm(jar, '/check-email', [['code', code]])).text()
      expect(messagesOf(page)).toContain('We can’t reach the sign-in service right now.')
    }
    await stack.proxy.fault(null)
    const response = await sendForm(jar, '/check-email', [['code', code]])
    expect(locationOf(response)).toBe('/private')
  })
})
