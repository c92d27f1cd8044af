import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { MEMBER, type Stack, signedIn, startStack } from '../support/stack'

const PAGE = '/account/sign-in-methods'
const BUTTON = `action="${PAGE}/connect/github"`

const connect = (jar: BrowserJar) =>
  jar.fetch(`${PAGE}/connect/github`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })

const read = async (jar: BrowserJar) => (await jar.fetch(PAGE)).text()

describe('with manual linking disabled', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack({ MANUAL_LINKING: 'off' }, { manualLinking: false })
  })
  afterAll(() => stack.close())

  it('the page says so and has no button', async () => {
    const page = await read(await signedIn(stack, MEMBER))
    expect(page).toContain('Sign-in methods can’t be added or removed at the moment.')
    expect(page).not.toContain(BUTTON)
  })

  it('a wrong setting leads to an explanation too', async () => {
    const disabled = await startStack({}, { manualLinking: false })
    const jar = await signedIn(disabled, MEMBER)
    expect(await read(jar)).toContain(BUTTON)
    expect((await connect(jar)).headers.get('location')).toContain(`${PAGE}?problem=linking-disabled`)
    await disabled.close()
  })

  it('a form sent anyway gets an explanation', async () => {
    const jar = await signedIn(stack, MEMBER)
    const location = (await connect(jar)).headers.get('location') ?? ''
    expect(location).toContain(`${PAGE}?problem=linking-disabled`)
    expect(await (await jar.fetch(`${PAGE}?problem=linking-disabled`)).text()).toContain(
      'Sign-in methods can’t be added at the moment.',
    )
  })
})
