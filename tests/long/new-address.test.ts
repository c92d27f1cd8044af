import { expect, it } from 'vitest'
import { BrowserJar } from '../support/browser-jar'
import { messagesOf } from '../support/html-form'
import { ADMIN, MENTOR, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'
import { submit } from '../support/unauthorized-users'

const WANTED = 'someone-else@example.com'
const ON_THEIR_WAY = expect.stringContaining('emails are on their way')

const stack = suiteStack()

const changeTo = async (jar: BrowserJar, email: string) => {
  const { status, messages } = await submit(jar.copy(), '/account/email', [['email', email]])
  return [status, messages]
}

it('requests to change to an address can neither flood nor block it', async () => {
  const flooding = await signedIn(stack, MENTOR)
  for (let n = 0; n < 5; n += 1) expect(await changeTo(flooding, WANTED)).toEqual([200, ON_THEIR_WAY])
  expect(await changeTo(flooding, WANTED.toUpperCase())).toEqual([
    429,
    expect.stringMatching(/^We just emailed this address\. Try again in \d+ minutes\.$/),
  ])
  expect(await changeTo(flooding, `other-${WANTED}`)).toEqual([200, ON_THEIR_WAY])

  expect(await changeTo(await signedIn(stack, ADMIN), WANTED)).toEqual([200, ON_THEIR_WAY])
  const owner = new BrowserJar(stack.app.url)
  expect((await submit(owner, '/magic-link', [['email', WANTED]])).location).toBe('/check-email')
  expect(messagesOf(await (await owner.fetch('/check-email')).text())).toBe('')
})
