import { secretKey } from 'supabase-embedded'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { html } from '../support/faults'
import { fillForm, messagesOf, postForm, pressButton, sendForm } from '../support/html-form'
import type { Email } from '../support/mailbox'
import { type StackUser, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

const stack = suiteStack(
  { EMAIL_FROM: 'Acme <no-reply@example.com>', SUPABASE_SECRET_KEY: secretKey },
  { anonymousSignIns: true },
)
const sql = <T>(text: string, values?: unknown[]) => stack.backend.sql<T>(text, values)

type Person = StackUser & { jar: BrowserJar }

async function person(): Promise<Person> {
  const user = await newUserEmail(stack)
  return { ...user, jar: await signedIn(stack, user) }
}

let owner: Person
let slug: string

beforeAll(async () => {
  owner = await person()
})

beforeEach(async () => {
  await stack.proxy.fault(null)
  await sql('delete from private.quota_usage')
  await sql("update private.signup_policy set mode = 'open'")
  slug = `org-${crypto.randomUUID().slice(0, 8)}`
  await sql(
    `with organization as (insert into public.organizations (slug, name) values ($1, 'Analysts') returning id)
     insert into public.organization_members (organization_id, user_id, role)
     select organization.id, users.id, 'owner' from organization, auth.users where email = $2`,
    [slug, owner.email],
  )
})

const newAddress = () => `invited-${crypto.randomUUID()}@example.com`
const browser = () => new BrowserJar(stack.app.url)
const invitations = () => `/o/${slug}/invitations`

/** Sends an invitation by its form, and returns what the form leads to or shows. */
async function invite(email: string, sender = owner): Promise<string> {
  return await result(
    sendForm(sender.jar, invitations(), [
      ['email', email],
      ['role', 'member'],
    ]),
  )
}

async function result(response: Promise<Response>): Promise<string> {
  const { headers, text } = await response.then(async (answer) => ({
    headers: answer.headers,
    text: await answer.text(),
  }))
  return headers.get('location') ?? messagesOf(text)
}

/** Invites an address, and returns the link in the email. */
async function invited(email: string, after?: Email): Promise<string> {
  expect(await invite(email)).toBe(`${invitations()}?notice=sent`)
  return linkIn(await stack.mailbox.latest({ to: email, ...(after && { after }) }))
}

const linkIn = ({ links }: Email) => (links[0] ?? '').replace(stack.app.url, '')

/** Opens the link of the email. */
async function open(jar: BrowserJar, link: string): Promise<{ path: string; text: string }> {
  const { response, path } = await jar.open(link)
  return { path, text: await response.text() }
}

/** Presses the button on the page of the invitation. */
const accept = async (jar: BrowserJar, path: string) =>
  await result(pressButton(jar, path, 'Accept invitation'))

const members = async () =>
  (
    await sql<{ entry: string }>(
      `select users.email || ' ' || organization_members.role as entry from public.organization_members
       join auth.users on users.id = user_id join public.organizations on organizations.id = organization_id
       where slug = $1 and users.email <> $2`,
      [slug, owner.email],
    )
  ).map(({ entry }) => entry)

const accounts = (email: string) =>
  sql<{ confirmed: boolean }>(
    'select email_confirmed_at is not null as confirmed from auth.users where email = $1',
    [email],
  )

describe('a person without an account', () => {
  it.each(['open', 'invited'])('joins with one email, where sign-up is %s', async (mode) => {
    await sql('update private.signup_policy set mode = $1', [mode])
    const email = newAddress()
    const jar = browser()
    expect(await invite(` ${email.toUpperCase()} `)).toBe(`${invitations()}?notice=sent`)
    const { path, text } = await open(jar, linkIn(await stack.mailbox.latest({ to: email })))
    expect(path).toMatch(/^\/invitations\/[\w-]{43}$/)
    expect(text).toContain('Join Analysts')
    expect(await accounts(email)).toEqual([])

    expect(await accept(jar, path)).toBe(`/o/${slug}`)
    expect((await jar.fetch(`/o/${slug}`)).status).toBe(200)
    expect(await members()).toEqual([`${email} member`])
    expect(await accounts(email)).toEqual([{ confirmed: true }])
    expect(await stack.mailbox.count({ to: email })).toBe(1)
    expect(await result(jar.fetch(path))).toBe(`/o/${slug}`)
  })

  it('loses nothing to scanners that open the link', async () => {
    const email = newAddress()
    const link = await invited(email)
    for (const method of ['GET', 'HEAD', 'GET']) {
      const scanner = browser()
      await scanner.fetch(link, { method })
      await scanner.open(link)
    }
    expect(await accounts(email)).toEqual([])
    const jar = browser()
    expect(await accept(jar, (await open(jar, link)).path)).toBe(`/o/${slug}`)
  })

  it('shares nothing with someone who signed up with the address before', async () => {
    const email = newAddress()
    const [attacker, jar] = [browser(), browser()]
    const password = 'the password of an attacker'
    await sendForm(attacker, '/signup', [
      ['name', 'Attacker'],
      ['email', email],
      ['password', password],
      ['passwordRepeat', password],
      ['terms', 'on'],
    ])
    const link = await invited(email, await stack.mailbox.latest({ to: email }))
    expect(await accept(jar, (await open(jar, link)).path)).toBe(`/o/${slug}`)
    expect(await members()).toEqual([`${email} member`])
    await expect(signedIn(stack, { name: '', email, password })).rejects.toThrow()
  })

  it('is not signed up with the token alone, or with the proof of another invitation', async () => {
    const [email, own] = [newAddress(), newAddress()]
    const link = await invited(email)
    const proof = new URLSearchParams((await invited(own)).split('?')[1]).get('proof') ?? ''
    const token = new URLSearchParams(link.split('?')[1]).get('token') ?? ''
    const form = await (async () => {
      const jar = browser()
      return await fillForm(jar, (await open(jar, link)).path, [], '>Accept invitation<')
    })()
    const path = `/invitations/${token}`
    for (const jar of [browser(), browser()]) {
      const { text } = await open(jar, path)
      expect(text).toContain(`href="/signup?redirectedFrom=${encodeURIComponent(path)}"`)
      expect(text).not.toContain('Accept invitation')
      expect(await result(postForm(jar, path, form))).toBe(path)
      await jar.fetch(`/auth/invitation?${new URLSearchParams({ token, proof })}`)
    }
    expect(await accounts(email)).toEqual([])
    expect(await result(browser().fetch('/auth/invitation?token=short'))).toBe(
      '/error?reason=link-incomplete',
    )
    expect(await result(browser().fetch('/invitations/short'))).toBe('/error?reason=link-incomplete')
  })

  it('becomes one member with two tabs at once', async () => {
    const email = newAddress()
    const jar = browser()
    const { path } = await open(jar, await invited(email))
    const form = await fillForm(jar, path, [], '>Accept invitation<')
    await Promise.all([postForm(jar.copy(), path, form), postForm(jar.copy(), path, form)])
    expect(await accounts(email)).toHaveLength(1)
    expect(await members()).toEqual([`${email} member`])
  })
})

describe('a person with an account', () => {
  it('accepts with one button', async () => {
    const user = await person()
    const { path } = await open(user.jar, await invited(user.email))
    expect(await accept(user.jar, path)).toBe(`/o/${slug}`)
    expect(await members()).toEqual([`${user.email} member`])
    expect(await accept(user.jar, path).catch((error: Error) => error.message)).toContain('No form')
  })

  it('is not signed in by the email', async () => {
    const user = await newUserEmail(stack)
    const jar = browser()
    const { path } = await open(jar, await invited(user.email))
    expect(await accept(jar, path)).toBe(`/login?redirectedFrom=${encodeURIComponent(path)}`)
    expect(jar.cookies.has(stack.cookieName)).toBe(false)
    const signIn = await sendForm(jar, `/login?redirectedFrom=${encodeURIComponent(path)}`, [
      ['email', user.email],
      ['password', user.password],
    ])
    expect(signIn.headers.get('location')).toBe(path)
    expect(await accept(jar, path)).toBe(`/o/${slug}`)
  })

  it('cannot accept the invitation of another address', async () => {
    const [user, other] = [await person(), await person()]
    const { path } = await open(user.jar, await invited(user.email))
    const { text } = await open(other.jar, path)
    expect(text).toContain('You’re signed in as')
    expect(text).toContain(other.email)
    const form = await fillForm(user.jar, path, [], '>Accept invitation<')
    expect(await result(postForm(other.jar, path, form))).toBe(path)
    expect(await members()).toEqual([])

    const signOut = new URLSearchParams({ redirectedFrom: path })
    expect(text).toContain(`name="redirectedFrom" value="${path}"`)
    const headers = { origin: stack.app.url }
    expect(await result(other.jar.fetch('/auth/signout', { method: 'POST', body: signOut, headers }))).toBe(
      path,
    )
    expect(other.jar.cookies.has(stack.cookieName)).toBe(false)
    expect((await open(other.jar, path)).text).toContain('Sign in')
  })

  it('keeps the notes of a guest', async () => {
    const guest = browser()
    await pressButton(guest, '/signup', 'Try it without an account')
    const { text } = await open(guest, await invited(newAddress()))
    expect(text).toContain('You’re using this site as a guest.')
    expect(text).toContain('href="/account/guest"')
  })
})

describe('an invitation', () => {
  it('ends when it is revoked, sent again, or expired', async () => {
    const user = await person()
    const first = await invited(user.email)
    const { path } = await open(user.jar, first)
    const email = await stack.mailbox.latest({ to: user.email })
    expect(await result(pressButton(owner.jar, invitations(), 'Resend '))).toBe(
      `${invitations()}?notice=sent`,
    )
    expect(await result(user.jar.fetch(path))).toBe('/error?reason=invitation-not-found')

    const renewed = linkIn(await stack.mailbox.latest({ to: user.email, after: email }))
    const page = (await open(user.jar, renewed)).path
    const form = await fillForm(user.jar, page, [], '>Accept invitation<')
    await sql('update private.organization_invitations set expires_at = now() where email = $1', [user.email])
    expect(await result(user.jar.fetch(page))).toBe('/error?reason=invitation-expired')
    expect(await result(postForm(user.jar, page, form))).toBe('/error?reason=invitation-expired')
    expect(await (await owner.jar.fetch(invitations())).text()).toContain('expired')

    await sql(
      "update private.organization_invitations set expires_at = now() + interval '1 day' where email = $1",
      [user.email],
    )
    expect(await result(pressButton(owner.jar, invitations(), 'Revoke '))).toBe(
      `${invitations()}?notice=revoked`,
    )
    expect(await result(postForm(user.jar, page, form))).toBe('/error?reason=invitation-not-found')
    expect(await members()).toEqual([])
  })

  it('is sent by those who manage members, up to their own role', async () => {
    const [admin, member] = [await person(), await person()]
    await sql(
      `insert into public.organization_members (organization_id, user_id, role)
       select organizations.id, users.id, case users.email when $2 then 'admin' else 'member' end::public.organization_role
       from public.organizations, auth.users where slug = $1 and users.email in ($2, $3)`,
      [slug, admin.email, member.email],
    )
    expect((await member.jar.fetch(invitations())).status).toBe(404)
    expect(await (await member.jar.fetch(`/o/${slug}`)).text()).not.toContain(invitations())
    const form = await fillForm(owner.jar, invitations(), [
      ['email', newAddress()],
      ['role', 'member'],
    ])
    await postForm(member.jar, `/o/${slug}`, form)
    expect(await sql('select from public.audit_log where reason = $1', [`${slug}: member`])).toEqual([])
    expect(await (await admin.jar.fetch(invitations())).text()).not.toContain('value="owner"')
    const asOwner = await fillForm(admin.jar, invitations(), [
      ['email', newAddress()],
      ['role', 'owner'],
    ])
    expect(await result(postForm(admin.jar, invitations(), asOwner))).toContain(
      'You can’t grant or change a role above your own.',
    )
    expect(await invite(member.email, admin)).toContain('This address belongs to a member.')
    const email = newAddress()
    await invited(email)
    expect(await invite(email, admin)).toContain('This address is invited already.')
  })

  it('keeps what was typed if something is wrong or does not respond', async () => {
    const response = await sendForm(owner.jar, invitations(), [
      ['email', 'no address'],
      ['role', 'admin'],
    ])
    const text = await response.text()
    expect(messagesOf(text)).toContain('Enter a valid email address')
    expect(text).toContain('value="no address"')

    const user = await person()
    const { path } = await open(user.jar, await invited(user.email))
    const form = await fillForm(user.jar, path, [], '>Accept invitation<')
    await stack.proxy.fault(html(502, (called) => called.includes('accept_invitation')))
    expect(await result(postForm(user.jar, path, form))).toContain('Nothing has changed.')
    await stack.proxy.fault(null)
    expect(await result(postForm(user.jar, path, form))).toBe(`/o/${slug}`)
  })

  it('is emailed to one address only now and then', async () => {
    const email = newAddress()
    await invited(email)
    const outcomes: string[] = []
    for (let n = 0; n < 6; n += 1) {
      await sql('delete from private.organization_invitations where email = $1', [email])
      outcomes.push(await invite(email))
    }
    expect(outcomes.at(-1)).toContain('We just emailed this address.')
  })

  it('is part of the export of the invited person', async () => {
    const user = await person()
    await invited(user.email)
    const exported = await (await user.jar.fetch('/account/data/export')).json()
    expect(exported.invitations).toMatchObject([{ organization_name: 'Analysts', role: 'member' }])
  })
})
