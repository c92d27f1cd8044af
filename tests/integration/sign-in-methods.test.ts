import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { MEMBER, type Stack, signedIn, startStack } from '../support/stack'

const PAGE = '/account/sign-in-methods'
const BUTTON = `action="${PAGE}/connect/github"`
const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }

const connect = (jar: BrowserJar, headers: Record<string, string> = SAME_ORIGIN, provider = 'github') =>
  jar.fetch(`${PAGE}/connect/${provider}`, { method: 'POST', headers })

const read = async (jar: BrowserJar) => (await jar.fetch(PAGE)).text()

describe('the page for sign-in methods', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  })
  afterAll(() => stack.close())

  const leadsTo = (response: Response) => response.headers.get('location')?.replace(stack.app.url, '')

  it('shows a button for each provider and requests no change when it is read', async () => {
    const jar = await signedIn(stack, MEMBER)
    stack.proxy.reset()
    for (let visit = 0; visit < 3; visit += 1) expect(await read(jar)).toContain(BUTTON)
    const requests = stack.proxy.calls.filter(
      ({ method, path }) => path.startsWith('/auth/') && method !== 'GET',
    )
    expect(requests).toEqual([])
  })

  it('offers no guest session while the Auth server allows none', async () => {
    for (const path of ['/', '/signup'])
      expect(await (await fetch(stack.app.url + path)).text()).not.toContain('Try it without an account')
  })

  it('leads to the provider directly, with the verifier stored in this browser', async () => {
    const jar = await signedIn(stack, MEMBER)
    const response = await connect(jar)
    expect(response.status).toBe(200)
    const address = new URL(response.headers.get('refresh')?.replace(/^0;url=/, '') ?? '')
    expect(address.origin).toBe(stack.backend.githubUrl)
    expect(address.searchParams.get('redirect_uri')).toBe(`${stack.backend.apiUrl}/auth/v1/callback`)
    expect([...jar.cookies.keys()].some((name) => name.includes('code-verifier'))).toBe(true)
  })

  it('cannot be started by another site', async () => {
    const jar = await signedIn(stack, MEMBER)
    for (const [name, value] of [
      ['sec-fetch-site', 'cross-site'],
      ['origin', 'https://evil.example'],
    ] as const)
      expect((await connect(jar, { [name]: value })).status).toBe(403)
  })

  it('cannot be started without a session', async () => {
    const response = await fetch(`${stack.app.url}${PAGE}/connect/github`, {
      method: 'POST',
      headers: SAME_ORIGIN,
      redirect: 'manual',
    })
    expect(response.headers.get('location')).toContain('/login')
  })

  it.each(['google', 'gitlab', 'constructor'])('does not offer %s', async (provider) => {
    const jar = await signedIn(stack, MEMBER)
    expect(leadsTo(await connect(jar, SAME_ORIGIN, provider))).toBe(`${PAGE}?problem=provider-disabled`)
  })

  it('does not accept a claim in the URL that a provider is connected', async () => {
    const jar = await signedIn(stack, MEMBER)
    const page = await (await jar.fetch(`${PAGE}?connected=github&problem=constructor`)).text()
    expect(page).not.toContain('is now connected')
    expect(page).toContain('The connection failed.')
  })
})
