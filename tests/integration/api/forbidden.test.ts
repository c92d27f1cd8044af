import { beforeAll, describe, expect, it } from 'vitest'
import { type Answered, type ApiUser, createApiClient, type Sent } from '../../support/api-client'

const { stack, member, mentor, call, callBy, callFrom, noteOf, textOf } = createApiClient()

let mentorsNote: number
let membersNote: number
beforeAll(async () => {
  mentorsNote = await noteOf(mentor(), 'the mentor’s')
  membersNote = await noteOf(member(), 'the member’s')
})

type Route = [method: string, path: string]

/** A path with the ids that are known only once the stack runs. */
const at = (path: string) =>
  path
    .replace('{member}', member().id)
    .replace('{mentor}', mentor().id)
    .replace('{own note}', String(membersNote))
    .replace('{mentor’s note}', String(mentorsNote))

const fill = (method: string): Sent => ({
  method,
  ...(['POST', 'PUT', 'PATCH'].includes(method) && { body: { note: 'changed by somebody' } }),
})

const EVERY_ROUTE: Route[] = [
  ['GET', '/api/me'],
  ['HEAD', '/api/me'],
  ['POST', '/api/me'],
  ['GET', '/api/users/{member}'],
  ['GET', '/api/users/{mentor}'],
  ['GET', '/api/notes'],
  ['POST', '/api/notes'],
  ['GET', '/api/notes/{mentor’s note}'],
  ['PATCH', '/api/notes/{mentor’s note}'],
  ['DELETE', '/api/notes/{mentor’s note}'],
  ['GET', '/api/notes/abc'],
  ['GET', '/api'],
  ['GET', '/api/nowhere'],
  ['OPTIONS', '/api/notes'],
  ['PUT', '/api/notes'],
]

const CHANGES: Route[] = [
  ['POST', '/api/notes'],
  ['PATCH', '/api/notes/{own note}'],
  ['DELETE', '/api/notes/{own note}'],
]

const countNotes = async () => (await stack().backend.sql('select id from public.notes')).length

/** A refusal in JSON that no cache keeps, that sends no one elsewhere, and that left everything as it was. */
async function expectRefused(attempt: () => Promise<Answered>, status: number, method: string) {
  const before = await countNotes()
  const { status: got, headers, body } = await attempt()
  expect(got).toBe(status)
  expect(headers.get('content-type')).toMatch(/^application\/json/)
  expect(headers.get('cache-control')).toBe('private, no-store')
  expect(headers.get('location')).toBeNull()
  expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  if (method !== 'HEAD')
    expect(body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  expect(await textOf(mentorsNote)).toBe('the mentor’s')
  expect(await textOf(membersNote)).toBe('the member’s')
  expect(await countNotes()).toBe(before)
}

const CONFUSED: Record<string, string>[] = [
  {},
  { authorization: 'Basic ZXZlOmV2ZQ==' },
  { cookie: 'sb-127-auth-token=base64-bm9uc2Vuc2U' },
  { 'x-session-status': 'signed-in' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
]

describe.each(CONFUSED)('no one, with the headers %j', (headers) => {
  it.each(EVERY_ROUTE)('%s %s: 401', async (method, path) => {
    await expectRefused(() => call(at(path), { ...fill(method), headers }), 401, method)
  })
})

const unsigned = (claims: object) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.c2ln`
}

const BAD_TOKENS: [string, () => string][] = [
  ['no token', () => ''],
  ['one part', () => 'abc'],
  ['two tokens', () => `${mentor().token} ${mentor().token}`],
  ['a forged token', () => unsigned({ sub: mentor().id, role: 'authenticated', exp: 9999999999 })],
  ['a token without its signature', () => `${mentor().token.split('.').slice(0, 2).join('.')}.`],
  ['a token with another signature', () => mentor().token.replace(/.{6}$/, 'AAAAAA')],
  ['the publishable key', () => stack().backend.publishableKey],
]

describe.each(BAD_TOKENS)('%s for a token, beside a good cookie', (_name, token) => {
  it.each(CHANGES.concat([['GET', '/api/me']]))('%s %s: 401, and why', async (method, path) => {
    const headers = { authorization: `Bearer ${token()}` }
    await expectRefused(() => callFrom(member(), at(path), { ...fill(method), headers }), 401, method)
    const { body, headers: answered } = await callFrom(member(), at(path), { ...fill(method), headers })
    expect(body.error.code).toBe('invalid_token')
    expect(answered.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", error_description="${body.error.message}"`,
    )
  })
})

const WAYS: [string, (who: ApiUser, path: string, sent: Sent) => Promise<Answered>][] = [
  ['by cookie', callFrom],
  ['by token', callBy],
]

describe.each(WAYS)('someone else, %s', (_way, ask) => {
  it('GET the user of another: 403', async () => {
    await expectRefused(() => ask(member(), `/api/users/${mentor().id}`, {}), 403, 'GET')
    await expectRefused(() => ask(mentor(), `/api/users/${member().id}`, {}), 403, 'GET')
  })

  it.each(['GET', 'PATCH', 'DELETE'])(
    '%s the note of another: 404, as for one that never was',
    async (method) => {
      await expectRefused(() => ask(member(), `/api/notes/${mentorsNote}`, fill(method)), 404, method)
      const other = await ask(member(), `/api/notes/${mentorsNote}`, fill(method))
      const none = await ask(member(), '/api/notes/999999999', fill(method))
      expect(none.status).toBe(404)
      expect(none.body).toEqual(other.body)
    },
  )

  it('sees none of another’s notes in the list', async () => {
    const { status, body } = await ask(member(), '/api/notes', {})
    expect(status).toBe(200)
    expect(JSON.stringify(body)).not.toContain('mentor')
  })
})

const FOREIGN: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: '' },
  { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', host: 'evil.example' },
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
]

describe.each(FOREIGN)('the owner’s cookie, sent from elsewhere: %j', (headers) => {
  it.each(CHANGES)('%s %s: 403', async (method, path) => {
    await expectRefused(() => callFrom(member(), at(path), { ...fill(method), headers }), 403, method)
  })
})

describe('the owner’s cookie, without a word on where it comes from', () => {
  it.each(CHANGES)('%s %s: 403', async (method, path) => {
    await expectRefused(
      () => member().jar.fetch(at(path), { method, body: null }).then(asAnswered),
      403,
      method,
    )
  })
})

it('a session that has ended opens nothing, neither by cookie nor by token', async () => {
  const { token, id } = mentor()
  await stack().backend.sql('delete from auth.sessions where user_id = $1', [id])
  for (const [method, path] of CHANGES.concat([['GET', '/api/me']])) {
    await expectRefused(() => callFrom(mentor(), at(path), fill(method)), 401, method)
    await expectRefused(() => callBy({ ...mentor(), token }, at(path), fill(method)), 401, method)
  }
})

async function asAnswered(response: Response): Promise<Answered> {
  return { status: response.status, headers: response.headers, body: await response.json() }
}
