import { describe, expect, it } from 'vitest'
import { advanceOneHourIn } from '../support/advance-clock'
import { BrowserJar } from '../support/browser-jar'
import { fillForm, postForm, pressButton, sendForm } from '../support/html-form'
import { type EmailedLink, emailAfter, opened, postOf, requestLink, visit } from '../support/replaced-session'
import type { StackUser } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { newUserEmail } from '../support/users'

const CHANGE = 'Confirm your new email address'

const stack = suiteStack()

describe('the replaced session ends, and no other', () => {
  type Way = (jar: BrowserJar, person: StackUser) => Promise<unknown>

  const signIn: Way = (jar, { email, password }) =>
    postOf(jar, '/login', [
      ['email', email],
      ['password', password],
    ])
  const reauthenticationEmail = async (jar: BrowserJar, { email }: StackUser): Promise<EmailedLink> => {
    await advanceOneHourIn(jar, stack)
    const page = '/account/reauthenticate?by=email&redirectedFrom=%2Faccount%2Femail'
    return await emailAfter(stack, email, () => pressButton(jar, page, 'Send code'))
  }
  const changed = async (jar: BrowserJar, { email }: StackUser): Promise<EmailedLink[]> => {
    const to = `new-${email}`
    await sendForm(jar, '/account/email', [['email', to]])
    const [first, second] = [
      await opened(stack, await stack.mailbox.latest({ to, subject: CHANGE })),
      await opened(stack, await stack.mailbox.latest({ to: email, subject: CHANGE })),
    ]
    return [first, second]
  }

  it.each<[string, Way]>([
    ['a password', signIn],
    [
      'an emailed link',
      async (jar, { email }) => {
        const { path } = await emailAfter(stack, email, () => requestLink(jar, email))
        return await jar.fetch(path)
      },
    ],
    [
      'an emailed code',
      async (jar, { email }) => {
        const { code } = await emailAfter(stack, email, () => requestLink(jar, email))
        const asking = new BrowserJar(jar.origin, jar.cookies)
        asking.cookies.delete(stack.cookieName)
        const form = await fillForm(asking, '/check-email', [['code', code]])
        return await postForm(jar, '/check-email', form)
      },
    ],
    [
      're-authentication with the password',
      async (jar, { password }) => {
        await advanceOneHourIn(jar, stack)
        return await sendForm(jar, '/account/reauthenticate', [['password', password]])
      },
    ],
    [
      're-authentication with a link',
      async (jar, person) => await jar.fetch((await reauthenticationEmail(jar, person)).path),
    ],
    [
      're-authentication with a code',
      async (jar, person) => {
        const { code } = await reauthenticationEmail(jar, person)
        return await sendForm(jar, '/account/reauthenticate?by=email', [['code', code]])
      },
    ],
    [
      'the links of a change of address',
      async (jar, person) => {
        for (const { path } of await changed(jar, person)) await jar.fetch(path)
      },
    ],
    [
      'the codes of a change of address',
      async (jar, person) => {
        for (const { code } of await changed(jar, person))
          await sendForm(jar, '/account/email', [['code', code]])
      },
    ],
  ])('by %s', async (_by, way) => {
    const person = await newUserEmail(stack)
    const { jar, old, other, now } = await visit(stack, person)
    expect(await old()).toBe(person.email)
    await way(jar, person)
    expect(await now()).toContain(person.email)
    expect(await old()).toBe('session_not_found')
    expect(await other()).toContain(person.email)
  })
})
