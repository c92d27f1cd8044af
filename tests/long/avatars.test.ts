import sharp from 'sharp'
import { secretKey } from 'supabase-embedded'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BrowserJar } from '../support/browser-jar'
import { json } from '../support/faults'
import { messagesOf, pressButton, sendForm } from '../support/html-form'
import { MEMBER, MENTOR, readSession, type StackUser, signedIn } from '../support/stack'
import { suiteStack } from '../support/suite-stack'

const stack = suiteStack()

/** The session with which a user calls Storage without the application. */
type Caller = { id: string; token: string }

let jar: BrowserJar
let member: Caller
let mentor: Caller

const idOf = async ({ email }: StackUser) =>
  (await stack.backend.sql<{ id: string }>('select id from auth.users where email = $1', [email]))[0]?.id ??
  ''

beforeAll(async () => {
  const own = await signedIn(stack, MEMBER)
  const other = await signedIn(stack, MENTOR)
  member = { id: await idOf(MEMBER), token: readSession(own, stack.cookieName).access_token }
  mentor = { id: await idOf(MENTOR), token: readSession(other, stack.cookieName).access_token }
})
// The limiter counts the uploads of a session.
beforeEach(async () => {
  jar = await signedIn(stack, MEMBER)
  stack.proxy.reset()
})
afterEach(async () => {
  await stack.proxy.fault(null)
  await storage(member, 'DELETE', 'object/avatars', { prefixes: [`${member.id}/avatar.webp`] })
})

const picture = await sharp({ create: { width: 30, height: 40, channels: 3, background: '#0a0' } })
  .png()
  .toBuffer()

const file = (content: Buffer | string, name = 'me.png', type = 'image/png') =>
  new File([typeof content === 'string' ? content : new Uint8Array(content)], name, { type })

const upload = (content: File = file(picture)) => sendForm(jar, '/account', [['picture', content]])

/** Calls Storage directly. */
async function storage(
  { token }: Pick<Caller, 'token'>,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
) {
  const isJson = body !== undefined && typeof body !== 'string'
  return await fetch(`${stack.backend.apiUrl}/storage/v1/${path}`, {
    method,
    headers: {
      apikey: stack.backend.publishableKey,
      authorization: `Bearer ${token}`,
      ...(isJson && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as string) }),
  })
}

/** The URL of the picture on a page. */
const pictureOn = async (path: string) =>
  /<img src="(\/avatars\/[^"]+)"/.exec(await (await jar.fetch(path)).text())?.[1]

const stored = () => stack.backend.sql<{ name: string }>('select name from storage.objects order by name')

describe('a picture', () => {
  it('is uploaded, shown in the header of every page, replaced, and removed', async () => {
    expect(await pictureOn('/account')).toBeUndefined()
    const saved = await upload()
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/account?notice=picture-saved'])
    const url = await pictureOn('/private')
    expect(url).toMatch(new RegExp(`^/avatars/${member.id}\\?v=[0-9a-f]{16}$`))

    const replacement = await sharp(picture).negate().png().toBuffer()
    await upload(file(replacement))
    expect(await pictureOn('/private')).not.toBe(url)
    expect(await stored()).toEqual([{ name: `${member.id}/avatar.webp` }])

    expect((await pressButton(jar, '/account', 'Remove picture')).status).toBe(303)
    expect(await pictureOn('/account')).toBeUndefined()
    expect(await stored()).toEqual([])
    expect((await jar.fetch(String(url))).status).toBe(404)
  })

  it('is served as WebP and nothing else, for this browser’s cache alone', async () => {
    await upload()
    const url = String(await pictureOn('/private'))
    const response = await jar.fetch(url)
    expect(response.status).toBe(200)
    const headers = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'private, max-age=3600',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[0-9a-f]{16}"$/),
    })
    expect(headers.vary).toMatch(/\bCookie\b/)
    expect(headers['set-cookie']).toBeUndefined()
    const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
    expect({ format, width, height }).toEqual({ format: 'webp', width: 256, height: 256 })

    const again = await jar.fetch(url, { headers: { 'if-none-match': headers.etag ?? '' } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('is for its owner alone', async () => {
    await upload()
    const path = `/avatars/${member.id}`
    const visitor = jar.copy()
    visitor.cookies.clear()
    expect((await visitor.fetch(path)).headers.get('location')).toContain('/login')
    const other = await signedIn(stack, MENTOR)
    const refused = await other.fetch(path)
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([404, 'private, no-store'])
    for (const odd of ['x', '../account', `${member.id}.webp`, '%00', `${member.id}%2f..`])
      expect([404, 400, 307, 308, 200]).toContain((await other.fetch(`/avatars/${odd}`)).status)
  })

  it('costs no page a call', async () => {
    const callsOfPage = async () => {
      stack.proxy.reset()
      await jar.fetch('/private')
      return stack.proxy.calls.map(({ method, path }) => `${method} ${path}`).sort()
    }
    await callsOfPage()
    const without = await callsOfPage()
    await upload()
    expect(await callsOfPage()).toEqual(without)
    expect(without.filter((call) => call.includes('/storage/'))).toEqual([])
  })

  it('is part of the data export', async () => {
    const data = async () => (await jar.fetch('/account/data/export')).json()
    expect((await data()).picture).toBeNull()
    await upload()
    const { type, base64 } = (await data()).picture
    expect(type).toBe('image/webp')
    expect((await sharp(Buffer.from(base64, 'base64')).metadata()).width).toBe(256)
  })
})

describe('a file that is rejected', () => {
  it.each([
    [
      'an SVG named .png',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'Choose a JPEG, PNG, or WebP picture.',
    ],
    ['HTML named .png', '<script>alert(1)</script>', 'Choose a JPEG, PNG, or WebP picture.'],
    ['a damaged picture', picture.subarray(0, 60), 'This file is damaged'],
    ['no file', '', 'Choose a JPEG, PNG, or WebP picture.'],
    ['a file of more than 5 MB', Buffer.alloc(5_300_000, picture), 'This picture is larger than 5 MB.'],
  ])('is %s: the message stands at the field', async (_name, content, message) => {
    const page = await (await upload(file(content))).text()
    expect(messagesOf(page)).toContain(message)
    expect(page).toMatch(/<input(?=[^>]*type="file")[^>]*aria-invalid="true"/)
    expect(await stored()).toEqual([])
  })

  it('is text instead of a file, or two files', async () => {
    const asText = await sendForm(jar, '/account', [['picture', 'text']])
    expect(messagesOf(await asText.text())).toContain('Choose a JPEG, PNG, or WebP picture.')
    const two = await sendForm(jar, '/account', [
      ['picture', file(picture)],
      ['picture', file(picture)],
    ])
    expect(messagesOf(await two.text())).toContain('Choose a JPEG, PNG, or WebP picture.')
  })

  it('is far too large: it is not read', async () => {
    expect((await upload(file(Buffer.alloc(6_500_000)))).status).toBe(413)
  })
})

describe('an attacker at Storage itself', () => {
  const webp = { 'content-type': 'image/webp', 'x-upsert': 'true' }
  const mine = () => `object/avatars/${member.id}/avatar.webp`

  it('reaches the picture of another user with no method', async () => {
    await upload()
    const before = await (await jar.fetch(`/avatars/${member.id}`)).text()
    const path = `${member.id}/avatar.webp`
    const tries = [
      await storage(mentor, 'GET', mine()),
      await storage(mentor, 'GET', mine().replace('object/', 'object/authenticated/')),
      await storage(mentor, 'GET', mine().replace('object/', 'object/public/')),
      await storage({ token: stack.backend.publishableKey }, 'GET', mine()),
      await storage(mentor, 'POST', mine(), 'RIFF....WEBP', webp),
      await storage(mentor, 'PUT', mine(), 'RIFF....WEBP', webp),
      await storage(mentor, 'POST', mine().replace('object/', 'object/sign/'), { expiresIn: 60 }),
      await storage(mentor, 'POST', 'object/copy', {
        bucketId: 'avatars',
        sourceKey: path,
        destinationKey: `${mentor.id}/avatar.webp`,
      }),
    ]
    expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 400))
    const removed = await storage(mentor, 'DELETE', 'object/avatars', { prefixes: [path] })
    expect(await removed.json()).toEqual([])
    const list = await storage(mentor, 'POST', 'object/list/avatars', { prefix: '' })
    expect(await list.json()).toEqual([])
    expect(await (await jar.fetch(`/avatars/${member.id}`)).text()).toBe(before)
  })

  it.each([
    ['another folder', () => `object/avatars/${mentor.id}/avatar.webp`, webp, 'RIFF....WEBP'],
    ['another name', () => `object/avatars/${member.id}/x.webp`, webp, 'RIFF....WEBP'],
    [
      'a path that leaves the folder',
      () => `object/avatars/${member.id}%2f..%2f${mentor.id}/avatar.webp`,
      webp,
      'x',
    ],
    ['another type', mine, { ...webp, 'content-type': 'text/html' }, '<script>'],
    ['a large file', mine, webp, 'x'.repeat(131_073)],
  ])('stores nothing at or as %s', async (_name, path, headers, body) => {
    expect((await storage(member, 'POST', path(), body, headers)).status).toBe(400)
    expect(await stored()).toEqual([])
  })

  it('stores HTML as a picture: it is not served', async () => {
    expect((await storage(member, 'POST', mine(), '<script>alert(1)</script>', webp)).status).toBe(200)
    expect((await jar.fetch(`/avatars/${member.id}`)).status).toBe(404)
  })

  it('has an ended session: the token reaches nothing', async () => {
    await upload()
    const ended = await signedIn(stack, MEMBER)
    const { access_token: token } = readSession(ended, stack.cookieName)
    expect((await storage({ token }, 'GET', mine())).status).toBe(200)
    const out = await ended.fetch('/auth/signout', { method: 'POST', headers: { origin: ended.origin } })
    expect(out.status).toBe(303)
    expect((await storage({ token }, 'GET', mine())).status).toBe(400)
  })
})

describe('while Storage fails', () => {
  const only = (path: string) => path.startsWith('/storage/')

  it.each([
    ['answers 500', json(500, { statusCode: '500', error: 'Internal', message: 'secret detail' }, only)],
    [
      'answers with a page of a gateway',
      { kind: 'answer', status: 502, body: '<h1>502</h1>', contentType: 'text/html', only },
    ],
    ['resets connections', { kind: 'reset', only }],
  ] as const)(
    'and %s, pages have initials, an upload says what to do, and the user stays signed in',
    async (_name, fault) => {
      await upload()
      await stack.proxy.fault(fault)
      const page = await jar.fetch('/account')
      expect(page.status).toBe(200)
      const image = await jar.fetch(`/avatars/${member.id}`)
      expect([image.status, image.headers.get('cache-control')]).toEqual([503, 'private, no-store'])
      const refused = await (await upload()).text()
      expect(messagesOf(refused)).toContain('Pictures are unavailable right now. Nothing has changed.')
      expect(refused).not.toContain('secret detail')
      const exported = await jar.fetch('/account/data/export')
      expect(exported.headers.get('location')).toBe('/account/data?notice=unavailable')
      expect((await jar.fetch('/private')).status).toBe(200)
      await stack.proxy.fault(null)
      expect((await jar.fetch(`/avatars/${member.id}`)).status).toBe(200)
    },
  )
})

it('is removed with its account, and before it', async () => {
  const leaving = { name: 'Leaving', email: 'leaving@example.com', password: 'a password to leave with' }
  const created = await fetch(`${stack.backend.apiUrl}/auth/v1/admin/users`, {
    method: 'POST',
    headers: { apikey: secretKey, authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...leaving, email_confirm: true }),
  })
  expect(created.status).toBe(200)
  const own = await signedIn(stack, leaving)
  await sendForm(own, '/account', [['picture', file(picture)]])
  expect(await stored()).toHaveLength(1)

  const leave = () => sendForm(own, '/account/data/delete', [['email', leaving.email]])
  await stack.proxy.fault(json(500, {}, (path) => path.startsWith('/storage/')))
  expect(messagesOf(await (await leave()).text())).toContain('We can’t delete your picture right now.')
  await stack.proxy.fault(null)
  expect(await idOf(leaving)).not.toBe('')
  expect((await leave()).status).toBe(303)
  expect(await stored()).toEqual([])
  expect(await idOf(leaving)).toBe('')
})
