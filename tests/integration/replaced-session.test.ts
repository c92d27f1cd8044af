import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { type Fault, json } from '../support/faults'
import { finalResponse } from '../support/final-response'
import { fillForm, messagesOf, postForm, pressButton } from '../support/html-form'
import { logLines } from '../support/log-lines'
import { oauthCallback } from '../support/oauth'
import { emailAfter, postOf, requestLink, textOf, visit } from '../support/replaced-session'
import { MEMBER, MENTOR, type Stack, type StackUser, startStack } from '../support/stack'

describe('the replaced session ends, and no other', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())
  afterEach(() => stack.heal())

  const signIn = (jar: BrowserJar, { email, password }: StackUser) =>
    postOf(jar, '/login', [
      ['email', email],
      ['password', password],
    ])
  it('when a provider signs the user in', async () => {
    const { jar, old, other, now } = await visit(stack)
    await jar.fetch(await oauthCallback(jar, 'octocat'))
    expect(await now()).toMatch(/^octocat@/)
    expect(await old()).toBe('session_not_found')
    expect(await other()).toBe(MEMBER.email)
  })

  it('when another user signs in with a password', async () => {
    const { jar, old, other, now } = await visit(stack)
    await signIn(jar, MENTOR)
    expect(await now()).toBe(MENTOR.email)
    expect(await old()).toBe('session_not_found')
    expect(await other()).toBe(MEMBER.email)
  })

  it.each<[string, Fault]>([
    ['fails', json(503, {}, (path) => path.includes('/logout'))],
    ['is refused', json(403, { error_code: 'bad_jwt', msg: 'no' }, (path) => path.includes('/logout'))],
    ['hangs', { kind: 'hang', only: (path) => path.includes('/logout') }],
  ])('unless ending it %s: the new session is kept, and the log says so', async (_how, fault) => {
    const notEnded = () => logLines(stack.app).filter(({ event }) => event === 'session.end_failed').length
    const before = notEnded()
    const { jar, old, now } = await visit(stack)
    await stack.proxy.fault(fault)
    const response = await signIn(jar, MENTOR)
    expect(response.headers.get('location')).toBe('/private')
    await stack.heal()
    expect(await now()).toBe(MENTOR.email)
    expect(await old()).toBe(MEMBER.email)
    await expect.poll(notEnded).toBe(before + 1)
  })

  describe('a link for another account', () => {
    it('names both accounts and replaces the session only after a click', async () => {
      const { jar, old, other, now } = await visit(stack)
      const { path } = await emailAfter(stack, MENTOR.email, () => requestLink(jar, MENTOR.email))
      const { at, page } = await finalResponse(jar, path)
      expect(at).toBe('/confirm')
      expect(textOf(page)).toContain(
        `You’re signed in as ${MEMBER.email}. Continuing signs you out in this browser and signs you in to the account ${MENTOR.email}.`,
      )
      expect(await now()).toBe(MEMBER.email)
      await pressButton(jar, '/confirm', 'Sign in')
      expect(await now()).toBe(MENTOR.email)
      expect(await old()).toBe('session_not_found')
      expect(await other()).toBe(MEMBER.email)
    })

    it('reads the account from the Auth server, not from the request', async () => {
      const { jar } = await visit(stack)
      const { path } = await emailAfter(stack, MENTOR.email, () =>
        requestLink(new BrowserJar(jar.origin), MENTOR.email),
      )
      for (const forged of [path, `${path}&email=${MEMBER.email}`]) {
        const { at, page } = await finalResponse(jar, forged)
        expect(at).toBe('/confirm')
        expect(textOf(page)).toContain('signs you in to the account this email was sent to.')
      }
    })

    it('is not confused with an earlier link of the same browser', async () => {
      const { jar, now } = await visit(stack)
      const { path } = await emailAfter(stack, MENTOR.email, () => requestLink(jar, MENTOR.email))
      await emailAfter(stack, MEMBER.email, () => requestLink(jar, MEMBER.email))
      const { at, page } = await finalResponse(jar, path)
      expect(at).toBe('/confirm')
      expect(textOf(page)).toContain('signs you in to the account this email was sent to.')
      expect(await now()).toBe(MEMBER.email)
    })

    it('asks again if someone has signed in since the page was shown', async () => {
      const jar = new BrowserJar(stack.app.url)
      const { path } = await emailAfter(stack, MENTOR.email, () =>
        requestLink(new BrowserJar(jar.origin), MENTOR.email),
      )
      await jar.open(path)
      const form = await fillForm(jar, '/confirm', [])
      const { jar: member } = await visit(stack)
      for (const [name, value] of member.cookies) jar.cookies.set(name, value)
      const response = await postForm(jar, '/confirm', form)
      expect(response.headers.get('location')).toBe('/confirm')
      expect(textOf((await finalResponse(jar, '/confirm')).page)).toContain(
        `You’re signed in as ${MEMBER.email}.`,
      )
      expect((await jar.fetch('/private')).status).toBe(200)
    })

    it('waits while the session is unknown', async () => {
      const { jar, old } = await visit(stack)
      const { path } = await emailAfter(stack, MENTOR.email, () => requestLink(jar, MENTOR.email))
      await stack.proxy.fault(json(503, {}, (requestPath) => requestPath.startsWith('/auth/v1/user')))
      expect((await finalResponse(jar, path)).at).toBe('/confirm')
      const pressed = await pressButton(jar, '/confirm', 'Sign in')
      expect(messagesOf(await pressed.text())).toContain('We can’t reach the sign-in service right now.')
      expect(await old()).toBe(MEMBER.email)
    })
  })
})
