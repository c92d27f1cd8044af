import { afterAll, beforeAll, expect, it } from 'vitest'
import { BrowserJar } from './browser-jar.ts'
import { messagesOf } from './html-form.ts'
import { sealCookie, unsealCookie } from './sealed-cookies.ts'
import { MEMBER, type Stack, startStack } from './stack.ts'
import { type Fields, submit, UnauthorizedUsers } from './unauthorized-users.ts'
import { insertUsers } from './users.ts'

const HERE = { 'x-forwarded-for': '203.0.113.5' }
const CLOSED = 'Too many attempts. Try again in 15 minutes, or get a sign-in link by email.'
const PACED = /^We just emailed this address\. Open the latest email, or request another in [1-3] minutes?\.$/

const USERS = [
  'password',
  'link',
  'code',
  'recovers',
  'unknown',
  'stolen',
  'forged',
  'leaves',
  'stays',
  'session',
]
const addressOf = (name: string) => `known-${name}@example.com`

/**
 * What attackers who know an address try, and what its owner can still do, with or without known client addresses.
 *
 * @param proxies TRUSTED_PROXIES of the app.
 */
export function ownerAccess(proxies: '0' | '1'): void {
  let stack: Stack
  let attackers: UnauthorizedUsers
  beforeAll(async () => {
    stack = await startStack({ TRUSTED_PROXIES: proxies })
    attackers = new UnauthorizedUsers(stack.app.url)
    await insertUsers((text, values) => stack.backend.sql(text, values), USERS.map(addressOf))
  })
  afterAll(() => stack.close())

  const browser = () => new BrowserJar(stack.app.url)
  const signIn = (jar: BrowserJar, email: string, password = MEMBER.password) => {
    const fields: Fields = [
      ['email', email],
      ['password', password],
    ]
    return submit(jar, '/login', fields, HERE)
  }
  const signOut = (jar: BrowserJar) =>
    jar.fetch('/auth/signout', { method: 'POST', headers: { origin: stack.app.url } })
  const isSignedIn = async (jar: BrowserJar) => (await jar.fetch('/private')).status === 200

  /** A browser in which the user has signed in and out. */
  async function knownBrowser(...emails: string[]): Promise<BrowserJar> {
    const jar = browser()
    for (const email of emails) {
      expect((await signIn(jar, email)).status).toBe(303)
      await signOut(jar)
    }
    expect([...jar.cookies.keys()]).toEqual(['device'])
    return jar
  }

  const linkOf = ({ links }: { links: string[] }) =>
    (links.find((link) => link.includes('token_hash')) ?? '').replace(stack.app.url, '')

  /** Requests an email and waits for it: the Auth server requires a second between two. */
  async function emailed(jar: BrowserJar, email: string, path: string) {
    const before = await stack.mailbox.latest({ to: email })
    await expect
      .poll(async () => {
        expect((await submit(jar.copy(), path, [['email', email]], HERE)).location).toBe('/check-email')
        return await stack.mailbox.count({ to: email, after: before })
      })
      .toBeGreaterThan(0)
    return await stack.mailbox.latest({ to: email, after: before })
  }

  it('lock the password for each other, not for a browser that has signed in before', async () => {
    const email = addressOf('password')
    const owner = await knownBrowser(email)
    await attackers.attack(email)
    expect(await stack.mailbox.count({ to: email })).toBeLessThanOrEqual(6)
    if (proxies === '0')
      expect(await attackers.guess(email, MEMBER.password)).toMatchObject({ status: 429, messages: CLOSED })
    expect((await signIn(owner, email)).status).toBe(303)
    expect(await isSignedIn(owner)).toBe(true)
    expect((await attackers.guess(email)).status).toBe(proxies === '0' ? 429 : 200)
  })

  it('lock neither link nor code for that browser', async () => {
    for (const way of ['link', 'code']) {
      const email = addressOf(way)
      const owner = await knownBrowser(email)
      await attackers.attack(email)
      const sent = await emailed(owner, email, '/magic-link')
      await submit(owner, '/magic-link', [['email', email]], HERE)
      const newest = await stack.mailbox.latest({ to: email, after: sent, withinMs: 1 }).catch(() => sent)
      if (way === 'link') await followLink(owner, linkOf(newest))
      else {
        const { status, location } = await submit(owner, '/check-email', [['code', newest.code ?? '']], HERE)
        expect([status, location]).toEqual([303, '/private'])
      }
      expect(await isSignedIn(owner)).toBe(true)
    }
  })

  it('do not keep it from setting a new password', async () => {
    const email = addressOf('recovers')
    const owner = await knownBrowser(email)
    await attackers.attack(email)
    await followLink(owner, linkOf(await emailed(owner, email, '/forgot-password')))
    const password = 'a quiet new password'
    const fields: Fields = [
      ['password', password],
      ['passwordRepeat', password],
    ]
    expect((await submit(owner, '/reset-password', fields, HERE)).location).toBe('/private')
    await signOut(owner)
    expect((await signIn(owner, email, password)).status).toBe(303)
  })

  /** Opens the link of an email, whichever client requested it. */
  async function followLink(jar: BrowserJar, link: string): Promise<void> {
    const { path } = await jar.open(link)
    if (path.startsWith('/confirm')) expect((await submit(jar, '/confirm', [], HERE)).status).toBe(303)
  }

  it('leave the newest email usable in any browser, whatever they request meanwhile', async () => {
    const email = addressOf('unknown')
    const owner = browser()
    await attackers.attack(email)
    const requested = await submit(owner, '/magic-link', [['email', email]], HERE)
    expect([requested.status, requested.location]).toEqual([303, '/check-email'])
    await attackers.requestEmail(email)
    const shown = messagesOf(await (await owner.fetch('/check-email')).text())
    expect(shown).toMatch(PACED)
    const again = await submit(owner, '/check-email', [['email', email]], HERE)
    expect([again.status, again.messages]).toEqual([200, expect.stringMatching(PACED)])
    await attackers.guessCodes(email)
    const newest = await stack.mailbox.latest({ to: email })
    const { path } = await owner.open(linkOf(newest))
    expect(path).toBe('/confirm')
    await attackers.requestEmail(email, '/forgot-password')
    expect((await submit(owner, '/confirm', [], HERE)).status).toBe(303)
    expect((await owner.fetch('/')).status).toBe(200)
    expect([...owner.cookies.keys()]).toContain(linkOf(newest).includes('recovery') ? 'recovery' : 'device')
  })

  it('get five guesses from a stolen device cookie, until its owner has signed in, and afterwards', async () => {
    const email = addressOf('stolen')
    const owner = await knownBrowser(email)
    const thief = owner.copy()
    await attackers.attack(email)
    if (proxies === '1') for (let n = 0; n < 6; n += 1) await signIn(browser(), email, 'wrong')

    for (let n = 0; n < 5; n += 1) expect((await signIn(thief, email, 'wrong')).status).toBe(200)
    for (const jar of [thief, owner])
      expect(await signIn(jar, email)).toMatchObject({ status: 429, messages: CLOSED })
    await followLink(owner, linkOf(await stack.mailbox.latest({ to: email })))
    if (!(await isSignedIn(owner))) {
      const password = 'a quiet new password'
      const fields: Fields = [
        ['password', password],
        ['passwordRepeat', password],
      ]
      expect((await submit(owner, '/reset-password', fields, HERE)).location).toBe('/private')
      await signOut(owner)
      expect((await signIn(owner, email, password)).status).toBe(303)
    }
    await signOut(owner)
    expect((await signIn(thief, email)).status).toBe(429)
    expect((await signIn(owner, email, 'wrong')).status).toBe(200)
  })

  it('gain nothing from a cookie of another account or a forged one', async () => {
    const email = addressOf('forged')
    const [real = ''] = (await knownBrowser(email)).cookies.values()
    const { accounts } = (await unsealCookie('device', real)) as { accounts: object[] }
    const other = (await knownBrowser(addressOf('leaves'))).cookies.get('device') ?? ''
    for (let n = 0; n < 5; n += 1) await signIn(browser(), email, 'wrong')
    const forged = [
      other,
      '',
      'x',
      real.slice(0, -5),
      `${real}x`,
      await sealCookie('email-flow', { accounts }),
      await sealCookie('device', { id: 'old format' }),
      await sealCookie('device', { accounts: [...accounts, 'more'] }),
      Buffer.from(JSON.stringify({ accounts })).toString('base64url'),
    ]
    for (const cookie of forged) {
      const jar = new BrowserJar(stack.app.url, [['device', cookie]])
      expect([cookie, (await signIn(jar, email)).status]).toEqual([cookie, 429])
    }
    expect((await signIn(new BrowserJar(stack.app.url, [['device', real]]), email)).status).toBe(303)
    expect(stack.app.output()).not.toMatch(/request\.failed|console\./)
  })

  it('are distinguished by client address if it is known; otherwise the log says that it is not', () => {
    const warned = stack.app.output().includes('"event":"client_address.unavailable"')
    expect(warned).toBe(proxies === '0')
  })

  it('cannot tell from any response whether the account exists', async () => {
    const shown = []
    for (const email of [addressOf('session'), 'unknown@example.com']) {
      for (const path of ['/magic-link', '/forgot-password']) {
        await Promise.all(Array.from({ length: 7 }, () => attackers.requestEmail(email, path)))
        const { jar, status, location } = await attackers.requestEmail(email, path)
        const page = messagesOf(await (await jar.fetch('/check-email')).text())
        shown.push([path, status, location, page.replace(/\d minutes?/, 'a while'), [...jar.cookies.keys()]])
      }
    }
    expect(shown.slice(0, 2)).toEqual(shown.slice(2))
  })

  it('do not affect a signed-in user', async () => {
    const email = addressOf('session')
    const owner = browser()
    await signIn(owner, email)
    await attackers.attack(email)
    expect(await isSignedIn(owner)).toBe(true)
    const change = await submit(owner, '/account/email', [['email', `new-${email}`]], HERE)
    expect([change.status, change.messages]).toEqual([
      200,
      expect.stringContaining('emails are on their way'),
    ])
  })

  it('keep the device cookie at sign-out, and lose the account’s part of it with the account', async () => {
    const [gone, stays] = [addressOf('leaves'), addressOf('stays')]
    const jar = await knownBrowser(stays, gone)
    await signIn(jar, gone)
    const left = await submit(jar, '/account/data/delete', [['email', gone]], HERE)
    expect(left.location).toBe('/account-deleted')
    const device = (await unsealCookie('device', jar.cookies.get('device') ?? '')) as { accounts: object[] }
    expect(device.accounts).toHaveLength(1)
    for (let n = 0; n < 6; n += 1) await signIn(browser(), stays, 'wrong')
    expect((await signIn(jar, stays)).status).toBe(303)
  })
}
