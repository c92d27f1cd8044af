import { describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { fillForm, postForm, pressButton, sendForm } from '../support/html-form'
import { signedIn } from '../support/stack'
import { accept, newAddress, openLink, suiteInvitations } from '../support/suite-invitations'
import { formResult } from '../support/suite-organization'
import { newUserEmail } from '../support/users'

const { stack, sql, organization, page, person, invite, invited, linkIn, members } = suiteInvitations()

const browser = () => new BrowserJar(stack.app.url)
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
    expect(await invite(` ${email.toUpperCase()} `)).toBe(`${page()}?notice=sent`)
    const { path, text } = await openLink(jar, linkIn(await stack.mailbox.latest({ to: email })))
    expect(path).toMatch(/^\/invitations\/[\w-]{43}$/)
    expect(text).toContain('Join Analysts')
    expect(await accounts(email)).toEqual([])

    expect(await accept(jar, path)).toBe(`/o/${organization.slug}`)
    expect((await jar.fetch(`/o/${organization.slug}`)).status).toBe(200)
    expect(await members()).toEqual([`${email} member`])
    expect(await accounts(email)).toEqual([{ confirmed: true }])
    expect(await stack.mailbox.count({ to: email })).toBe(1)
    expect(await formResult(jar.fetch(path))).toBe(`/o/${organization.slug}`)
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
    expect(await accept(jar, (await openLink(jar, link)).path)).toBe(`/o/${organization.slug}`)
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
    expect(await accept(jar, (await openLink(jar, link)).path)).toBe(`/o/${organization.slug}`)
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
      return await fillForm(jar, (await openLink(jar, link)).path, [], '>Accept invitation<')
    })()
    const path = `/invitations/${token}`
    for (const jar of [browser(), browser()]) {
      const { text } = await openLink(jar, path)
      expect(text).toContain(`href="/signup?redirectedFrom=${encodeURIComponent(path)}"`)
      expect(text).not.toContain('Accept invitation')
      expect(await formResult(postForm(jar, path, form))).toBe(path)
      await jar.fetch(`/auth/invitation?${new URLSearchParams({ token, proof })}`)
    }
    expect(await accounts(email)).toEqual([])
    expect(await formResult(browser().fetch('/auth/invitation?token=short'))).toBe(
      '/error?reason=link-incomplete',
    )
    expect(await formResult(browser().fetch('/invitations/short'))).toBe('/error?reason=link-incomplete')
  })

  it('becomes one member with two tabs at once', async () => {
    const email = newAddress()
    const jar = browser()
    const { path } = await openLink(jar, await invited(email))
    const form = await fillForm(jar, path, [], '>Accept invitation<')
    await Promise.all([postForm(jar.copy(), path, form), postForm(jar.copy(), path, form)])
    expect(await accounts(email)).toHaveLength(1)
    expect(await members()).toEqual([`${email} member`])
  })
})

describe('a person with an account', () => {
  it('accepts with one button', async () => {
    const user = await person()
    const { path } = await openLink(user.jar, await invited(user.email))
    expect(await accept(user.jar, path)).toBe(`/o/${organization.slug}`)
    expect(await members()).toEqual([`${user.email} member`])
    expect(await accept(user.jar, path).catch((error: Error) => error.message)).toContain('No form')
  })

  it('is not signed in by the email', async () => {
    const user = await newUserEmail(stack)
    const jar = browser()
    const { path } = await openLink(jar, await invited(user.email))
    expect(await accept(jar, path)).toBe(`/login?redirectedFrom=${encodeURIComponent(path)}`)
    expect(jar.cookies.has(stack.cookieName)).toBe(false)
    const signIn = await sendForm(jar, `/login?redirectedFrom=${encodeURIComponent(path)}`, [
      ['email', user.email],
      ['password', user.password],
    ])
    expect(signIn.headers.get('location')).toBe(path)
    expect(await accept(jar, path)).toBe(`/o/${organization.slug}`)
  })

  it('cannot accept the invitation of another address', async () => {
    const [user, other] = [await person(), await person()]
    const { path } = await openLink(user.jar, await invited(user.email))
    const { text } = await openLink(other.jar, path)
    expect(text).toContain('You’re signed in as')
    expect(text).toContain(other.email)
    const form = await fillForm(user.jar, path, [], '>Accept invitation<')
    expect(await formResult(postForm(other.jar, path, form))).toBe(path)
    expect(await members()).toEqual([])

    const signOut = new URLSearchParams({ redirectedFrom: path })
    expect(text).toContain(`name="redirectedFrom" value="${path}"`)
    const headers = { origin: stack.app.url }
    expect(
      await formResult(other.jar.fetch('/auth/signout', { method: 'POST', body: signOut, headers })),
    ).toBe(path)
    expect(other.jar.cookies.has(stack.cookieName)).toBe(false)
    expect((await openLink(other.jar, path)).text).toContain('Sign in')
  })

  it('keeps the notes of a guest', async () => {
    const guest = browser()
    await pressButton(guest, '/signup', 'Try it without an account')
    const { text } = await openLink(guest, await invited(newAddress()))
    expect(text).toContain('You’re using this site as a guest.')
    expect(text).toContain('href="/account/guest"')
  })
})
