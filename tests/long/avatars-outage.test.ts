import { afterEach, expect, it } from 'vitest'
import { messagesOf, sendForm } from '../support/html-form'
import { MEMBER, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()

afterEach(() => stack.proxy.fault(null))

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

it.each(['hang', 'drip'] as const)(
  'while Storage responds with a %s, users keep their session and their pages',
  async (kind) => {
    const jar = await signedIn(stack, MEMBER)
    const upload = () => sendForm(jar, '/account', [['picture', new File([PIXEL], 'pixel.png')]])
    expect((await upload()).status).toBe(303)
    const url = /<img src="([^"]+)"/.exec(await (await jar.fetch('/private')).text())?.[1] ?? ''
    expect((await jar.fetch(url)).status).toBe(200)

    await stack.proxy.fault({ kind, only: (path) => path.startsWith('/storage/') })
    const image = await jar.fetch(url)
    expect([image.status, image.headers.get('cache-control')]).toEqual([503, 'private, no-store'])
    expect(messagesOf(await (await upload()).text())).toContain('Pictures are unavailable right now.')
    expect((await jar.fetch('/account')).status).toBe(200)
    await stack.proxy.fault(null)
    expect((await jar.fetch(url)).status).toBe(200)
  },
)
