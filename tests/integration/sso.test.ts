import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { secretKey } from 'supabase-embedded'
import { answerSso, postSso } from 'supabase-embedded/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { advanceOneHourIn } from '../support/advance-clock'
import { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, postForm, sendForm } from '../support/html-form'
import { answerAs, identityProviderUrl, sendSso, signInWithSso } from '../support/sso'
import { MEMBER, readSession, SSO_DOMAIN, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { HANG_MS } from '../support/timeouts'

/** The settings of the Auth server are requested again after three seconds. */
const HANGS = { timeout: HANG_MS }

const stack = suiteStack({ SUPABASE_SECRET_KEY: secretKey })
beforeEach(() => stack.proxy.reset())

const browser = () => new BrowserJar(stack.app.url)
const someone = () => `u${randomUUID().slice(0, 8)}@${SSO_DOMAIN}`
const leadsTo = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')
const userOf = (jar: BrowserJar) => decodeJwt(readSession(jar, stack.cookieName).access_token).sub
const read = async (jar: BrowserJar, path: string) => (await jar.fetch(path)).text()

/** A user with a password and an address in the domain of the identity provider. */
async function passwordUser() {
  const { email, password } = { email: someone(), password: 'a long and quiet password' }
  const response = await fetch(`${stack.backend.apiUrl}/auth/v1/admin/users`, {
    method: 'POST',
    headers: { apikey: secretKey },
    body: JSON.stringify({ email, password, email_confirm: true }),
  })
  const { id } = (await response.json()) as { id: string }
  return { name: '', id, email, password }
}

async function member(email = someone()) {
  const jar = browser()
  expect(leadsTo(await signInWithSso(jar, email))).toBe('/private')
  return { jar, email, id: userOf(jar) }
}

describe('a sign-in with SSO', () => {
  it('is offered on the sign-in page', async () => {
    await expect.poll(() => read(browser(), '/login'), HANGS).toContain('Continue with SSO')
  })

  it('leads to the identity provider of the domain, and back to the requested page', async () => {
    const jar = browser()
    const email = someone()
    expect(leadsTo(await sendSso(jar, email.toUpperCase(), '/account'))).toBe('/auth/sso')
    expect(new URL(await identityProviderUrl(jar)).origin).toBe(stack.backend.ssoUrl)
    expect(leadsTo(await jar.fetch(await answerAs(jar, email)))).toBe('/account')
    expect(await read(jar, '/account')).toContain(email)
  })

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example'])(
    'never leads to %s',
    async (from) => {
      const jar = browser()
      expect(leadsTo(await signInWithSso(jar, someone(), from))).toBe('/private')
    },
  )

  it('keeps the address of a domain without SSO, and says so whether or not it has an account', async () => {
    const answers = await Promise.all(
      [MEMBER.email, 'no-account@example.com'].map(async (email) => {
        const response = await sendSso(browser(), email)
        const page = await response.text()
        expect(page).toContain(`value="${email}"`)
        return [response.status, messagesOf(page), page.includes('isn’t set up for example.com')]
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.[2]).toBe(true)
  })

  it('completes only in the browser that started it', async () => {
    const jar = browser()
    await sendSso(jar, someone())
    const back = await answerAs(jar, someone())
    expect(leadsTo(await browser().fetch(back))).toContain('reason=sign-in-other-browser')
  })

  it('completes once', async () => {
    const jar = browser()
    await sendSso(jar, someone())
    const back = await answerAs(jar, someone())
    expect(leadsTo(await jar.fetch(back))).toBe('/private')
    expect(leadsTo(await jar.fetch(back))).toContain('reason=sign-in-already-used')
  })

  it('does not start while the Auth server is down, and keeps the address', async () => {
    const jar = browser()
    const form = await fillForm(jar, '/sso', [['email', `kept@${SSO_DOMAIN}`]])
    await stack.proxy.fault({ kind: 'refuse' })
    const response = await postForm(jar, '/sso', form)
    const page = await response.text()
    await stack.proxy.fault(null)
    expect(page).toContain(`value="kept@${SSO_DOMAIN}"`)
    expect(page).toContain('can’t reach the sign-in service')
  })

  it('has an identity provider to continue at only in a browser that started', async () => {
    expect(leadsTo(await browser().fetch('/auth/sso'))).toBe('/sso')
  })

  it('is rejected with a changed response, which is shown and logged nowhere', async () => {
    const jar = browser()
    const email = someone()
    await sendSso(jar, email)
    const answer = await answerSso(await identityProviderUrl(jar), email)
    const changed = Buffer.from(answer.fields.SAMLResponse, 'base64')
      .toString()
      .replaceAll(email, `manager@${SSO_DOMAIN}`)
    const SAMLResponse = Buffer.from(changed).toString('base64')
    const target = await postSso({ ...answer, fields: { ...answer.fields, SAMLResponse } })
    expect(target.pathname).toBe('/')
    const { response, path } = await jar.open(target.pathname + target.search)
    expect(path).toMatch(/^\/error\?reason=provider-error/)
    expect(await response.text()).not.toContain(SSO_DOMAIN)
    expect(stack.app.output()).not.toContain('saml')
    expect(leadsTo(await jar.fetch('/private'))).toContain('/login')
  })

  it('explains an error that the Auth server reports to the site URL', async () => {
    const xml = '<samlp:Response/>'.repeat(100)
    const query = new URLSearchParams({
      error: 'server_error',
      error_code: 'saml_relay_state_expired',
      error_description: xml,
    })
    const { response, path } = await browser().open(`/?${query}`)
    expect(path).toContain('reason=sso-expired')
    expect(await response.text()).toContain('You have two minutes')
  })

  it('belongs to an account of its own, even if another one has the address', async () => {
    const other = await passwordUser()
    const { id } = await member(other.email)
    expect(id).not.toBe(other.id)
    const jar = await signedIn(stack, other)
    expect(userOf(jar)).toBe(other.id)
  })

  it('is rejected for an address outside the domains of the identity provider', async () => {
    const jar = browser()
    await sendSso(jar, someone())
    const { response, path } = await jar.open(await answerAs(jar, MEMBER.email))
    expect(path).toContain('reason=provider-error')
    expect(await response.text()).toContain('The other service couldn’t sign you in')
    const accounts = await stack.backend.sql('select from auth.users where email = $1', [MEMBER.email])
    expect(accounts).toHaveLength(1)
  })

  it('does not make this browser one that the other account with the address has signed in with', async () => {
    const other = await passwordUser()
    const { jar } = await member(other.email)
    jar.cookies.delete(stack.cookieName)
    const attempt = (from: BrowserJar, password: string) =>
      sendForm(from, '/login', [
        ['email', other.email],
        ['password', password],
      ])
    // A recognized browser would use up attempts of its own; these count for everyone.
    for (let count = 0; count < 100; count += 1) {
      if ((await attempt(jar, 'not the password')).status === 429) break
    }
    expect((await attempt(browser(), other.password)).status).toBe(429)
  })
})

describe('the account of an SSO user', () => {
  it.each([
    ['/account/email', 'name="email"'],
    ['/account/password', 'name="password"'],
    ['/account/passkeys', 'Add a passkey'],
    ['/account/sign-in-methods', 'Connect GitHub'],
  ])('%s says who manages it, without a form', async (path, form) => {
    const { jar, email } = await member()
    const page = await read(jar, path)
    expect(page).toContain(email)
    expect(page).toMatch(/Your (<!-- -->)?\s*organization manages/)
    expect(page).not.toContain(form)
  })

  it('shows the identity provider', async () => {
    const { jar } = await member()
    expect(await read(jar, '/account/sign-in-methods')).toContain(
      `Single sign-on: ${new URL(stack.backend.ssoUrl ?? '').host}`,
    )
  })

  it('cannot change its address with a form of another account', async () => {
    const { jar, id } = await member()
    const form = await fillForm(await signedIn(stack, MEMBER), '/account/email', [['email', 'x@example.com']])
    const response = await postForm(jar, '/account/email', form)
    expect(await response.text()).toContain('Your organization manages this account')
    const [row] = await stack.backend.sql('select email_change from auth.users where id = $1', [id])
    expect(row).toEqual({ email_change: '' })
  })
})

describe('re-authentication of an SSO user', () => {
  const PATH = '/account/reauthenticate?redirectedFrom=%2Faccount%2Fdata%2Fdelete'
  const start = async (jar: BrowserJar) => {
    await advanceOneHourIn(jar, stack)
    return await postForm(jar, PATH, await fillForm(jar, PATH, [], 'Continue with SSO'))
  }

  it('leads through the identity provider, and back', async () => {
    const { jar, email } = await member()
    const before = readSession(jar, stack.cookieName).access_token
    expect(leadsTo(await start(jar))).toBe('/auth/sso')
    expect(leadsTo(await jar.fetch(await answerAs(jar, email)))).toBe('/account/data/delete')
    expect(readSession(jar, stack.cookieName).access_token).not.toBe(before)
    expect(await read(jar, '/account/data/delete')).toContain('name="email"')
  })

  it('by another user of the provider changes nothing', async () => {
    const { jar } = await member()
    await start(jar)
    const before = readSession(jar, stack.cookieName).access_token
    const back = await answerAs(jar, someone())
    const sessions = () => stack.backend.sql('select from auth.sessions')
    const open = (await sessions()).length
    expect(leadsTo(await jar.fetch(back))).toContain('reason=sso-other-account')
    expect(readSession(jar, stack.cookieName).access_token).toBe(before)
    expect(await sessions()).toHaveLength(open)
  })

  it('never accepts the password of the other account with the address', async () => {
    const other = await passwordUser()
    const { jar, id } = await member(other.email)
    await advanceOneHourIn(jar, stack)
    const of = await signedIn(stack, other)
    await advanceOneHourIn(of, stack)
    const form = await fillForm(of, '/account/reauthenticate?by=password', [['password', other.password]])
    const response = await postForm(jar, '/account/reauthenticate', form)
    expect(await response.text()).toContain('Your organization manages this account')
    expect(userOf(jar)).toBe(id)
  })
})
