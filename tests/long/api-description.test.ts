import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type ApiOrganization,
  type ApiResponse,
  type ApiUser,
  apiUser,
  createApiClient,
  read,
  type Sent,
} from '../support/api-client'
import { type App, startApp } from '../support/app'
import { differences, problems } from '../support/described-responses'
import { html, json } from '../support/faults'
import {
  type ApiOperation,
  description,
  operations,
  type PathValues,
  pathOf,
  unknownValues,
  validRequest,
} from '../support/operations'
import { enrollAuthenticator } from '../support/second-factor'
import { HANG_MS } from '../support/timeouts'
import { newUserEmail } from '../support/users'

const { stack, member, mentor, call, callBy, callFrom, noteOf, organizationOf } = createApiClient()
afterEach(() => stack().proxy.fault(null))

let ownNote: number
let shared: ApiOrganization
let alone: ApiOrganization
/** A user with a second factor, in a session that has not passed it. */
let enrolled: ApiUser
beforeAll(async () => {
  const account = await newUserEmail(stack())
  await enrollAuthenticator(stack(), account)
  enrolled = await apiUser(stack(), account)
  for (let n = 0; n < 21; n += 1) await noteOf(mentor(), `note ${n}`)
})

// An operation can delete them.
beforeEach(async () => {
  ownNote = await noteOf(member(), 'one')
  shared = await organizationOf(member(), mentor())
  alone = await organizationOf(member())
})

/** The member's resources. */
const IDS: PathValues = {
  '/api/notes': () => ownNote,
  '/api/users': () => member().id,
  '/api/organizations': () => shared.slug,
  '/api/organizations/{slug}/members': () => mentor().id,
  '/api/organizations/{slug}/notes': () => shared.noteId,
}

const ownPath = (operation: ApiOperation) => pathOf(operation, IDS)

type Case = {
  operation: ApiOperation
  status: number
  /** The variables of a request. */
  title: string
  path: () => string
  sent: Sent
  by?: 'anonymous' | 'foreign'
}

const foreign = (sent: Sent) => ({ ...sent, headers: { ...sent.headers, origin: 'https://evil.example' } })

/** A case for every status that an operation describes and that needs no fault, derived from the description. */
function casesOf(operation: ApiOperation): Case[] {
  const { responses, parameters = [], requestBody, isPublic, isChange } = operation
  const path = () => ownPath(operation)
  const sent = validRequest(operation)
  const [success = ''] = Object.keys(responses)
  const cases: Case[] = [{ operation, status: Number(success), title: 'a valid request', path, sent }]
  const add = (status: number, title: string, more: Partial<Case>) =>
    cases.unshift({ operation, status, title, path, sent, ...more })

  if (!isPublic) add(401, 'no session', { by: 'anonymous' })
  if (!isPublic && isChange) add(403, 'from another site', { by: 'foreign' })
  for (const { in: place, name } of parameters)
    if (place === 'query') add(400, `an invalid ${name}`, { path: () => `${path()}?${name}=!` })
  for (const { name, value } of unknownValues(operation)) {
    add(400, `an invalid ${name}`, { path: () => pathOf(operation, IDS, { [name]: '!' }) })
    if (responses[404])
      add(404, `an unknown ${name}`, { path: () => pathOf(operation, IDS, { [name]: value }) })
  }
  if (!requestBody) return cases
  add(400, 'not JSON', { sent: { ...sent, body: '{' } })
  add(400, 'an empty object', { sent: { ...sent, body: {} } })
  add(413, 'too large', { sent: { ...sent, body: { text: 'x'.repeat(200_000) } } })
  add(415, 'another content type', { sent: { ...sent, headers: { 'content-type': 'text/plain' } } })
  return cases
}

/** Responses of single operations. */
const SPECIAL: [name: string, status: number, path: () => string, body?: () => unknown][] = [
  ['GET /api/users/{id}', 403, () => `/api/users/${mentor().id}`],
  ['POST /api/organizations', 409, () => '/api/organizations', () => ({ name: 'Taken', slug: alone.slug })],
  ['DELETE /api/organizations/{slug}/membership', 409, () => `/api/organizations/${alone.slug}/membership`],
  ...['PATCH', 'DELETE'].map((method): [string, number, () => string] => [
    `${method} /api/organizations/{slug}/members/{id}`,
    409,
    () => `/api/organizations/${shared.slug}/members/${member().id}`,
  ]),
  [
    'POST /api/organizations/{slug}/members/{id}/ownership',
    409,
    () => `/api/organizations/${shared.slug}/members/${member().id}/ownership`,
  ],
]

const protectedOperations = operations.filter(({ isPublic }) => !isPublic)
const dataOperations = protectedOperations.filter(({ path }) => /^\/api\/(notes|organizations)/.test(path))
const limitedOperations = operations.filter(({ responses }) => responses[429])

const seen = new Set<string>()

async function expectDescribed(operation: ApiOperation, answered: ApiResponse) {
  seen.add(`${operation.name} ${answered.status}`)
  expect(differences(operation, answered)).toEqual([])
}

const named = (name: string): ApiOperation => {
  const operation = operations.find((one) => one.name === name)
  if (!operation) throw new Error(`The description has no ${name}.`)
  return operation
}

describe('every response is as described', () => {
  it.each(operations.flatMap(casesOf))(
    '$operation.name, $title: $status',
    async ({ operation, status, path, sent, by }) => {
      const send = (user: ApiUser) =>
        by === 'foreign' ? callFrom(user, path(), foreign(sent)) : callBy(user, path(), sent)
      const answered = by === 'anonymous' ? await call(path(), sent) : await send(member())
      expect(answered.status).toBe(status)
      await expectDescribed(operation, answered)
    },
  )

  it.each(SPECIAL)('%s: %d', async (name, status, path, body) => {
    const operation = named(name)
    const sent = { ...validRequest(operation), ...(body && { body: body() }) }
    const answered = await callBy(member(), path(), sent)
    expect(answered.status).toBe(status)
    await expectDescribed(operation, answered)
  })

  it.each(protectedOperations)('$name without the second factor: 403', async (operation) => {
    const answered = await callBy(enrolled, ownPath(operation), validRequest(operation))
    expect([answered.status, answered.body.error.code]).toEqual([403, 'aal2_required'])
    await expectDescribed(operation, answered)
  })

  it('a full page of the list', async () => {
    const page = await callBy(mentor(), '/api/notes')
    expect(page.body).toMatchObject({ next: expect.any(Number) })
    await expectDescribed(named('GET /api/notes'), page)
  })

  describe.each([
    ['refuses connections', { kind: 'refuse' } as const],
    ['hangs', { kind: 'hang' } as const],
    ['answers 500', json(500, { code: 'unexpected_failure' })],
    ['answers an HTML 403', html(403)],
    ['answers HTML with 200', html(200)],
  ])('the Auth server %s', (_name, fault) => {
    it.each(protectedOperations)('$name: 503 by token, without a long wait', async (operation) => {
      await stack().proxy.fault(fault)
      const start = performance.now()
      const answered = await callBy(member(), ownPath(operation), validRequest(operation))
      expect(performance.now() - start).toBeLessThan(HANG_MS)
      expect([answered.status, answered.body.error.code]).toEqual([503, 'auth_unavailable'])
      await expectDescribed(operation, answered)
    })
  })

  const toData = (path: string) => path.startsWith('/rest/v1/')
  describe.each([
    ['breaks off', { kind: 'reset', only: toData } as const],
    ['hangs', { kind: 'hang', only: toData } as const],
    ['answers 500', json(500, { code: 'XX000', message: 'secret detail' }, toData)],
    ['answers 503', html(503, toData)],
    ['answers HTML with 200', html(200, toData)],
    ['answers an object for rows', json(200, { hello: 'world' }, toData)],
  ])('the database %s', (_name, fault) => {
    it.each(dataOperations)('$name: 503, without a long wait', async (operation) => {
      await stack().proxy.fault(fault)
      const start = performance.now()
      const answered = await callFrom(member(), ownPath(operation), validRequest(operation))
      expect(performance.now() - start).toBeLessThan(HANG_MS)
      expect([answered.status, answered.body.error.code]).toEqual([503, 'unavailable'])
      expect(JSON.stringify(answered.body)).not.toContain('secret')
      await expectDescribed(operation, answered)
    })
  })

  describe('too many requests', () => {
    let app: App
    beforeAll(async () => {
      const { apiUrl: supabaseUrl, publishableKey } = stack().backend
      app = await startApp({
        supabaseUrl,
        publishableKey,
        env: { API_CALLS_PER_MINUTE: '1', TRUSTED_PROXIES: '1' },
      })
    })
    afterAll(() => app.close())

    const send = async (operation: ApiOperation) => {
      const { method = 'GET' } = validRequest(operation)
      const address = `203.0.113.${10 + operations.indexOf(operation)}`
      const headers = { authorization: `Bearer ${member().token}`, 'x-forwarded-for': address }
      return await read(await fetch(app.url + ownPath(operation), { method, headers }))
    }

    it.each(limitedOperations)('$name: 429', async (operation) => {
      // Calls without a user have a higher limit.
      for (let n = 0; n < 2; n += 1) await send(operation)
      const answered = await send(operation)
      expect([answered.status, answered.body.error.code]).toEqual([429, 'too_many_requests'])
      await expectDescribed(operation, answered)
    })
  })

  it.each(['/auth/v1/', '/rest/v1/'])('GET /api/ready: 503 while %s is unavailable', async (start) => {
    await stack().proxy.fault(html(503, (path) => path.startsWith(start)))
    // A good response is cached for half a second.
    await expect.poll(async () => (await call('/api/ready')).status).toBe(503)
    await expectDescribed(named('GET /api/ready'), await call('/api/ready'))
  })

  it('every described response occurred', () => {
    const described = operations.flatMap(({ name, responses }) =>
      Object.keys(responses).map((status) => `${name} ${status}`),
    )
    const unseen = described.filter((response) => !seen.has(response))
    expect(unseen, 'Add these responses to SPECIAL in tests/long/api-description.test.ts.').toEqual([])
  })
})

describe('every body is accepted or rejected as described', () => {
  const BODIES: [title: string, body: unknown][] = [
    ['a text', { note: 'x' }],
    ['a text with white space around it', { note: ' x\n' }],
    ['10,000 emojis', { note: '🖋'.repeat(10_000) }],
    ['10,001 emojis', { note: '🖋'.repeat(10_001) }],
    ['an empty text', { note: '' }],
    ['white space', { note: ' \n' }],
    ['null for a text', { note: null }],
    ['a list for a text', { note: ['x'] }],
    ['an owner too', { note: 'x', user_id: 'y' }],
    ['an empty object', {}],
    ['a list', []],
    ['a string', 'x'],
    ['null', null],
  ]

  it.each(BODIES)('%s', async (_title, body) => {
    const isRejected = problems('openapi#/components/schemas/NoteText', body).length > 0
    const { status } = await callBy(member(), '/api/notes', { method: 'POST', body: JSON.stringify(body) })
    expect(status).toBe(isRejected ? 400 : 201)
  })
})

it('the server serves this description', async () => {
  expect((await call('/api/openapi.json')).body).toEqual(JSON.parse(JSON.stringify(description)))
})

it('every operation has a unique ID', () => {
  const ids = operations.map(({ operationId }) => operationId)
  expect([...new Set(ids)]).toEqual(ids)
})

it('a response that is not as described is noticed', () => {
  const headers = new Headers({ 'content-type': 'application/json' })
  const found = (status: number, body: unknown) =>
    differences(named('GET /api/me'), { status, headers, body } as ApiResponse)
  expect(found(418, {})).not.toEqual([])
  expect(found(200, { id: 'x', email: 'a@example.com', name: '' })).not.toEqual([])
  expect(found(200, { id: crypto.randomUUID(), email: '', name: '' })).toEqual([])
  expect(found(401, { error: { code: 'x', message: 'y' } })).not.toEqual([])
})
