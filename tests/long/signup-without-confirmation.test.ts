import { expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { hasSession } from '../support/final-response'
import { pressButton, sendForm } from '../support/html-form'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack({}, { confirmations: false, anonymousSignIns: true })

it.each([0, 2500])(
  'a sign-up that takes %i ms longer signs in and leads to the original page',
  async (ms) => {
    await stack.proxy.fault({ kind: 'slow', ms, only: (path) => path.startsWith('/auth/v1/signup') })
    const jar = new BrowserJar(stack.app.url)
    const email = `at-once-${ms}@example.com`
    const response = await sendForm(jar, '/signup?redirectedFrom=%2Fprivate%3Fx%3D1', [
      ['name', 'Ada'],
      ['email', email],
      ['password', 'a long and quiet password'],
      ['passwordRepeat', 'a long and quiet password'],
      ['terms', 'on'],
    ])
    expect(response.headers.get('location')).toBe('/private?x=1')
    expect(hasSession(stack, jar)).toBe(true)
    expect(await (await jar.fetch('/private')).text()).toContain(email)
  },
)

it('a guest who adds an email address is a member at once, in the header too', async () => {
  const jar = new BrowserJar(stack.app.url)
  await pressButton(jar, '/signup', 'Try it without an account')
  await sendForm(jar, '/private', [['note', 'kept']])
  expect(await (await jar.fetch('/private')).text()).toContain('>Guest<')

  const email = 'converted@example.com'
  const response = await sendForm(jar, '/account/guest', [['email', email]])
  expect(response.headers.get('location')).toBe('/account/guest')
  expect(await (await jar.fetch('/account/guest')).text()).toContain('all set')
  const page = await (await jar.fetch('/private')).text()
  expect(page).toContain(email)
  expect(page).toContain('kept')
  expect(page).not.toContain('>Guest<')
})
