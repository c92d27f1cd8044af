import { beforeAll, describe, expect, it } from 'vitest'
import {
  type ApiOrganization,
  type ApiResponse,
  type ApiUser,
  createApiClient,
  type Sent,
} from '../../support/api-client'
import {
  type ApiOperation,
  operations,
  type PathValues,
  pathOf,
  unknownValues,
  validRequest,
} from '../../support/operations'
import { tableContents } from '../../support/table-contents'

const { stack, member, mentor, call, callBy, callFrom, noteOf, organizationOf } = createApiClient()

let mentorsNote: number
let membersNote: number
let mentorsOrganization: ApiOrganization
let membersOrganization: ApiOrganization
beforeAll(async () => {
  mentorsNote = await noteOf(mentor(), 'the mentor’s')
  membersNote = await noteOf(member(), 'the member’s')
  mentorsOrganization = await organizationOf(mentor())
  membersOrganization = await organizationOf(member())
})

type Target = { method: string; path: () => string; sent: Sent }

/** Each user’s resources. */
const IDS: Record<'member' | 'mentor', PathValues> = {
  member: {
    '/api/notes': () => membersNote,
    '/api/users': () => member().id,
    '/api/organizations': () => membersOrganization.slug,
    '/api/organizations/{slug}/members': () => member().id,
    '/api/organizations/{slug}/notes': () => membersOrganization.noteId,
  },
  mentor: {
    '/api/notes': () => mentorsNote,
    '/api/users': () => mentor().id,
    '/api/organizations': () => mentorsOrganization.slug,
    '/api/organizations/{slug}/members': () => mentor().id,
    '/api/organizations/{slug}/notes': () => mentorsOrganization.noteId,
  },
}

/** A valid request for an operation on the resources of one user. */
const targetOf = (operation: ApiOperation, owner: 'member' | 'mentor'): Target => ({
  method: operation.method,
  path: () => pathOf(operation, IDS[owner]),
  sent: validRequest(operation),
})

const plain = (method: string, path: string): Target => ({ method, path: () => path, sent: { method } })

const protectedOperations = operations.filter(({ isPublic }) => !isPublic)

/** Every operation that requires a user, unsupported methods, and unknown paths. */
const TARGETS = [
  ...protectedOperations.map((operation) => ({ ...targetOf(operation, 'mentor'), name: operation.name })),
  ...[
    plain('HEAD', '/api/me'),
    plain('POST', '/api/me'),
    plain('GET', '/api/notes/abc'),
    plain('GET', '/api'),
    plain('GET', '/api/nowhere'),
    plain('OPTIONS', '/api/notes'),
    plain('PUT', '/api/notes'),
  ].map((target) => ({ ...target, name: `${target.method} ${target.path()}` })),
]

/** Every operation that changes a resource of the member. */
const CHANGES = protectedOperations
  .filter(({ isChange }) => isChange)
  .map((operation) => ({ ...targetOf(operation, 'member'), name: operation.name }))

/** The same, plus one operation that reads. */
const CHANGES_AND_READ = [...CHANGES, { ...plain('GET', '/api/me'), name: 'GET /api/me' }]

const contents = () => tableContents(stack().backend.sql)

/** Expects a JSON error that is not cached and does not redirect, and that nothing has changed. */
async function expectRejected(attempt: () => Promise<ApiResponse>, status: number, method: string) {
  const before = await contents()
  const { status: got, headers, body } = await attempt()
  expect(got).toBe(status)
  expect(headers.get('content-type')).toMatch(/^application\/json/)
  expect(headers.get('cache-control')).toBe('private, no-store')
  expect(headers.get('location')).toBeNull()
  expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  if (method !== 'HEAD')
    expect(body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  expect(await contents()).toEqual(before)
}

const CONFUSED: Record<string, string>[] = [
  {},
  { authorization: 'Basic ZXZlOmV2ZQ==' },
  { cookie: 'sb-127-auth-token=base64-bm9uc2Vuc2U' },
  { 'x-session-status': 'signed-in' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
]

describe.each(CONFUSED)('without a session, with the headers %j', (headers) => {
  it.each(TARGETS)('$name: 401', async ({ method, path, sent }) => {
    await expectRejected(() => call(path(), { ...sent, headers }), 401, method)
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

describe.each(BAD_TOKENS)('with %s as the token and a valid cookie', (_name, token) => {
  it.each(CHANGES_AND_READ)('$name: 401, with the reason', async ({ method, path, sent }) => {
    const headers = { authorization: `Bearer ${token()}` }
    await expectRejected(() => callFrom(member(), path(), { ...sent, headers }), 401, method)
    const { body, headers: responseHeaders } = await callFrom(member(), path(), { ...sent, headers })
    expect(body.error.code).toBe('invalid_token')
    expect(responseHeaders.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", error_description="${body.error.message}"`,
    )
  })
})

const WAYS: [string, (user: ApiUser, path: string, sent: Sent) => Promise<ApiResponse>][] = [
  ['by cookie', callFrom],
  ['by token', callBy],
]

describe.each(WAYS)('as another user, %s', (_way, ask) => {
  it('GET of another user: 403', async () => {
    await expectRejected(() => ask(member(), `/api/users/${mentor().id}`, {}), 403, 'GET')
    await expectRejected(() => ask(mentor(), `/api/users/${member().id}`, {}), 403, 'GET')
  })

  it.each(protectedOperations.filter(({ responses }) => responses[404]))(
    '$name of another user: 404, as if it did not exist',
    async (operation) => {
      const { method, path, sent } = targetOf(operation, 'mentor')
      await expectRejected(() => ask(member(), path(), sent), 404, method)
      const other = await ask(member(), path(), sent)
      for (const { name, value } of unknownValues(operation)) {
        const none = await ask(member(), pathOf(operation, IDS.mentor, { [name]: value }), sent)
        expect([none.status, none.body]).toEqual([404, other.body])
      }
    },
  )

  it.each(['/api/notes', '/api/organizations'])('%s lists nothing of another user', async (path) => {
    const { status, body } = await ask(member(), path, {})
    expect(status).toBe(200)
    expect(JSON.stringify(body)).toContain('member')
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

describe.each(FOREIGN)('with the owner’s cookie, sent from another site: %j', (headers) => {
  it.each(CHANGES)('$name: 403', async ({ method, path, sent }) => {
    await expectRejected(() => callFrom(member(), path(), { ...sent, headers }), 403, method)
  })
})

describe('with the owner’s cookie and no header that names the origin', () => {
  it.each(CHANGES)('$name: 403', async ({ method, path }) => {
    await expectRejected(
      () => member().jar.fetch(path(), { method, body: null }).then(toApiResponse),
      403,
      method,
    )
  })
})

it('an ended session has no access, by cookie or by token', async () => {
  const { token, id } = mentor()
  await stack().backend.sql('delete from auth.sessions where user_id = $1', [id])
  for (const { method, path, sent } of CHANGES_AND_READ) {
    await expectRejected(() => callFrom(mentor(), path(), sent), 401, method)
    await expectRejected(() => callBy({ ...mentor(), token }, path(), sent), 401, method)
  }
})

async function toApiResponse(response: Response): Promise<ApiResponse> {
  return { status: response.status, headers: response.headers, body: await response.json() }
}
