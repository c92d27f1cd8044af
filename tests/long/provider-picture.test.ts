import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { fillForm, messagesOf, postForm, pressButton } from '../support/html-form'
import { oauthCallback } from '../support/oauth'
import { MENTOR, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const BUTTON = 'Use my GitHub picture'
const FAILED = 'GitHub didn’t send your picture. Nothing has changed.'

const picture = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#64c' } })
  .png()
  .toBuffer()

/** The provider's server of pictures, and another one that it could name. */
const [provider, internal] = await Promise.all([startServer(), startServer()])
afterAll(() => Promise.all([provider.close(), internal.close()]))

const stack = suiteStack({ PICTURE_ORIGINS: provider.url })

let jar: BrowserJar

beforeAll(async () => {
  jar = await signedIn(stack, MENTOR)
  jar.cookies.clear()
  await jar.fetch(await oauthCallback(jar, 'example-octocat'))
})
beforeEach(() => {
  for (const { requests } of [provider, internal]) requests.length = 0
})

/** Makes the provider name this address. */
const nameAddress = (address: unknown) =>
  stack.backend.sql(
    `update auth.identities set identity_data = identity_data || jsonb_build_object('avatar_url', $1::text) where provider = 'github'`,
    [address],
  )

const stored = () => stack.backend.sql('select name from storage.objects')

it('is copied: no page requests anything from the provider', async () => {
  await nameAddress(`${provider.url}/picture?v=4`)
  expect((await pressButton(jar, '/account', BUTTON)).headers.get('location')).toBe(
    '/account?notice=picture-saved',
  )
  expect(provider.requests).toEqual(['/picture?v=4'])

  const page = await jar.fetch('/account')
  const html = await page.text()
  expect(html).not.toContain(provider.url)
  expect(page.headers.get('content-security-policy')).not.toContain(provider.url)
  const source = /<img src="(\/avatars\/[^"]+)"/.exec(html)?.[1]
  const copy = await sharp(await (await jar.fetch(String(source))).arrayBuffer()).metadata()
  expect(copy).toMatchObject({ format: 'webp', width: 256, height: 256 })
  expect((await pressButton(jar, '/account', 'Remove picture')).status).toBe(303)
})

describe('an address of the provider', () => {
  it.each([
    ['elsewhere', () => `${internal.url}/picture`],
    ['that only begins like the provider’s', () => `${provider.url}@${new URL(internal.url).host}/picture`],
    ['that is no HTTP', () => 'file:///etc/passwd'],
    ['that is none', () => 'picture'],
  ])('%s is not requested, and no button is shown', async (_name, address) => {
    await nameAddress(`${provider.url}/picture`)
    const form = await fillForm(jar, '/account', [], `>${BUTTON}<`)
    await nameAddress(address())
    expect(await (await jar.fetch('/account')).text()).not.toContain(BUTTON)
    await postForm(jar, '/account', form)
    expect([provider.requests, internal.requests, await stored()]).toEqual([[], [], []])
  })

  it.each([
    ['redirects to another server', '/redirect'],
    ['sends more than an upload may have', '/endless'],
    ['sends HTML', '/html'],
    ['responds with an error', '/missing'],
    ['breaks off', '/reset'],
  ])('that %s: the page says what to do, and nothing is stored', async (_name, path) => {
    await nameAddress(provider.url + path)
    const refused = await pressButton(jar, '/account', BUTTON)
    expect(messagesOf(await refused.text())).toContain(FAILED)
    expect([provider.requests, internal.requests, await stored()]).toEqual([[path], [], []])
  })
})

it('is not offered to users who have no connected account', async () => {
  const mentor = await signedIn(stack, MENTOR)
  expect(await (await mentor.fetch('/account')).text()).not.toContain(BUTTON)
})

async function startServer() {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(String(request.url))
    const path = String(request.url).replace(/\?.*/, '')
    if (path === '/reset') return response.destroy()
    if (path === '/picture') return response.end(picture)
    if (path === '/html') return response.end('<script>alert(1)</script>')
    if (path === '/redirect') return response.writeHead(302, { location: `${internal.url}/picture` }).end()
    if (path !== '/endless') return response.writeHead(404).end()
    const more = () => {
      while (response.writable && response.write(Buffer.alloc(65_536, picture)));
    }
    response.on('drain', more)
    more()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
