import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openApi } from '@/app/api/openapi'
import { type Answered, type ApiUser, createApiClient, read, type Sent } from '../support/api-client'
import { type App, startApp } from '../support/app'
import { html, json } from '../support/faults'
import { HANG_MS } from '../support/timeouts'

const { stack, member, mentor, call, callBy, callFrom, noteOf } = createApiClient()
afterEach(() => stack().proxy.fault(null))

type Documented = { $ref?: string; headers?: Record<string, unknown>; content?: object }
type Operation = { operationId: string; requestBody?: object; responses: Record<string, Documented> }

const operations = new Map<string, Operation>()
for (const [path, item] of Object.entries(openApi.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    if (method !== 'parameters') operations.set(`${method.toUpperCase()} ${path}`, operation as Operation)
  }
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { uuid } })
ajv.addVocabulary(Object.keys(openApi))
ajv.addSchema({ $id: 'openapi', ...openApi }, undefined, undefined, false)

const pointer = (...steps: string[]) =>
  `openapi#/${steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

function problems(schema: string, value: unknown): unknown[] {
  const validate = ajv.compile({ $ref: schema })
  return validate(value) ? [] : (validate.errors ?? [])
}

/** What is not as described about an answer to `METHOD /path`; the path as in the description. */
function undescribed(operation: string, { status, headers, body }: Answered): unknown[] {
  const [method = '', path = ''] = operation.split(' ')
  const described = operations.get(operation)?.responses[status]
  if (!described) return [`${operation} may not answer ${status}`]
  const name = described.$ref?.split('/').at(-1)
  const at = name
    ? ['components', 'responses', name]
    : ['paths', path, method.toLowerCase(), 'responses', String(status)]
  const response: Documented = name
    ? ((openApi.components.responses as Record<string, Documented>)[name] ?? {})
    : described
  const missing = Object.keys(response.headers ?? {}).filter((header) => !headers.has(header))
  if (!response.content) return body === undefined ? missing : [...missing, 'a body that is not described']
  const type = headers.get('content-type') === 'application/json' ? [] : ['another content type']
  return [...missing, ...type, ...problems(pointer(...at, 'content', 'application/json', 'schema'), body)]
}

const NOTE = { note: 'text' }
const write = (method: string, body: unknown = NOTE, type = 'application/json'): Sent => ({
  method,
  body,
  headers: { 'content-type': type },
})

let ownNote: number
beforeAll(async () => {
  ownNote = await noteOf(member(), 'one')
  for (let n = 0; n < 21; n += 1) await noteOf(mentor(), `note ${n}`)
})

type Case = [
  operation: string,
  status: number,
  path: () => string,
  sent?: Sent,
  way?: 'anonymous' | 'foreign',
]

const note = () => `/api/notes/${ownNote}`
const me = () => `/api/users/${member().id}`
const FOREIGN = { origin: 'https://evil.example' }

const CASES: Case[] = [
  ['GET /api/me', 200, () => '/api/me'],
  ['GET /api/me', 401, () => '/api/me', {}, 'anonymous'],
  ['GET /api/users/{id}', 200, me],
  ['GET /api/users/{id}', 400, () => '/api/users/7'],
  ['GET /api/users/{id}', 401, me, {}, 'anonymous'],
  ['GET /api/users/{id}', 403, () => `/api/users/${mentor().id}`],
  ['GET /api/notes', 200, () => '/api/notes'],
  ['GET /api/notes', 400, () => '/api/notes?before=x'],
  ['GET /api/notes', 401, () => '/api/notes', {}, 'anonymous'],
  ['POST /api/notes', 201, () => '/api/notes', write('POST')],
  ['POST /api/notes', 400, () => '/api/notes', write('POST', { note: '', id: 7 })],
  ['POST /api/notes', 400, () => '/api/notes', write('POST', '{')],
  ['POST /api/notes', 401, () => '/api/notes', write('POST'), 'anonymous'],
  ['POST /api/notes', 403, () => '/api/notes', write('POST'), 'foreign'],
  ['POST /api/notes', 413, () => '/api/notes', write('POST', { note: 'x'.repeat(200_000) })],
  ['POST /api/notes', 415, () => '/api/notes', write('POST', NOTE, 'text/plain')],
  ['GET /api/notes/{id}', 200, note],
  ['GET /api/notes/{id}', 400, () => '/api/notes/x'],
  ['GET /api/notes/{id}', 401, note, {}, 'anonymous'],
  ['GET /api/notes/{id}', 404, () => '/api/notes/999999999'],
  ['PATCH /api/notes/{id}', 200, note, write('PATCH')],
  ['PATCH /api/notes/{id}', 400, note, write('PATCH', { note: 7 })],
  ['PATCH /api/notes/{id}', 401, note, write('PATCH'), 'anonymous'],
  ['PATCH /api/notes/{id}', 403, note, write('PATCH'), 'foreign'],
  ['PATCH /api/notes/{id}', 404, () => '/api/notes/999999999', write('PATCH')],
  ['PATCH /api/notes/{id}', 413, note, write('PATCH', { note: 'x'.repeat(200_000) })],
  ['PATCH /api/notes/{id}', 415, note, write('PATCH', NOTE, 'text/plain')],
  ['DELETE /api/notes/{id}', 400, () => '/api/notes/x', { method: 'DELETE' }],
  ['DELETE /api/notes/{id}', 401, note, { method: 'DELETE' }, 'anonymous'],
  ['DELETE /api/notes/{id}', 403, note, { method: 'DELETE' }, 'foreign'],
  ['DELETE /api/notes/{id}', 204, note, { method: 'DELETE' }],
  ['DELETE /api/notes/{id}', 404, note, { method: 'DELETE' }],
  ['GET /api/openapi.json', 200, () => '/api/openapi.json', {}, 'anonymous'],
  ['GET /api/health', 200, () => '/api/health', {}, 'anonymous'],
  ['GET /api/ready', 200, () => '/api/ready', {}, 'anonymous'],
]

/** Every way the Auth server or the database can leave a call without an answer. */
const NEEDS_UPSTREAM: [operation: string, path: () => string, sent?: Sent][] = [
  ['GET /api/me', () => '/api/me'],
  ['GET /api/users/{id}', me],
  ['GET /api/notes', () => '/api/notes'],
  ['POST /api/notes', () => '/api/notes', write('POST')],
  ['GET /api/notes/{id}', note],
  ['PATCH /api/notes/{id}', note, write('PATCH')],
  ['DELETE /api/notes/{id}', note, { method: 'DELETE' }],
]

const seen = new Set<string>()

async function expectDescribed(operation: string, answered: Answered) {
  seen.add(`${operation} ${answered.status}`)
  expect(undescribed(operation, answered)).toEqual([])
}

describe('every answer is as the description says', () => {
  it.each(CASES)('%s: %d', async (operation, status, path, sent = {}, way = undefined) => {
    const ask = (who: ApiUser) => (way === 'foreign' ? callFrom : callBy)(who, path(), foreignIf(way, sent))
    const answered = way === 'anonymous' ? await call(path(), sent) : await ask(member())
    expect(answered.status).toBe(status)
    await expectDescribed(operation, answered)
  })

  it('a whole page of the list too', async () => {
    const page = await callBy(mentor(), '/api/notes')
    expect(page.body).toMatchObject({ next: expect.any(Number) })
    await expectDescribed('GET /api/notes', page)
  })

  describe.each([
    ['refuses connections', { kind: 'refuse' } as const],
    ['hangs', { kind: 'hang' } as const],
    ['answers 500', json(500, { code: 'unexpected_failure' })],
    ['answers an HTML 403', html(403)],
    ['answers HTML with 200', html(200)],
  ])('the Auth server %s', (_name, fault) => {
    it.each(NEEDS_UPSTREAM)('%s: 503 by token, and no one waits for ever', async (operation, path, sent) => {
      await stack().proxy.fault(fault)
      const start = performance.now()
      const answered = await callBy(member(), path(), sent)
      expect(performance.now() - start).toBeLessThan(HANG_MS)
      expect([answered.status, answered.body.error.code]).toEqual([503, 'auth_unavailable'])
      await expectDescribed(operation, answered)
    })
  })

  const ofData = (path: string) => path.startsWith('/rest/v1/')
  describe.each([
    ['breaks off', { kind: 'reset', only: ofData } as const],
    ['hangs', { kind: 'hang', only: ofData } as const],
    ['answers 500', json(500, { code: 'XX000', message: 'secret detail' }, ofData)],
    ['answers 503', html(503, ofData)],
    ['answers HTML with 200', html(200, ofData)],
    ['answers an object for rows', json(200, { hello: 'world' }, ofData)],
  ])('the database %s', (_name, fault) => {
    it.each(NEEDS_UPSTREAM.slice(2))('%s: 503, and no one waits for ever', async (operation, path, sent) => {
      await stack().proxy.fault(fault)
      const start = performance.now()
      const answered = await callFrom(member(), path(), sent)
      expect(performance.now() - start).toBeLessThan(HANG_MS)
      expect([answered.status, answered.body.error.code]).toEqual([503, 'unavailable'])
      expect(JSON.stringify(answered.body)).not.toContain('secret')
      await expectDescribed(operation, answered)
    })
  })

  describe('too many calls', () => {
    let app: App
    beforeAll(async () => {
      const { apiUrl: supabaseUrl, publishableKey } = stack().backend
      app = await startApp({
        supabaseUrl,
        publishableKey,
        env: { API_CALLS_PER_MINUTE: '1', TRUSTED_PROXIES: '1' },
      })
      await askFrom('203.0.113.1', '/api/me')
      for (let n = 0; n < 2; n += 1) await askFrom('203.0.113.2', '/api/openapi.json')
    })
    afterAll(() => app.close())

    const askFrom = (address: string, path: string, { method = 'GET' }: Sent = {}) =>
      fetch(app.url + path, {
        method,
        headers: { authorization: `Bearer ${member().token}`, 'x-forwarded-for': address },
      })

    it.each([
      ...NEEDS_UPSTREAM,
      ['GET /api/openapi.json', () => '/api/openapi.json'],
    ] satisfies typeof NEEDS_UPSTREAM)('%s: 429', async (operation, path, sent) => {
      const ofAnybody = operation.includes('openapi')
      const number = ofAnybody ? 2 : 10 + NEEDS_UPSTREAM.findIndex(([one]) => one === operation)
      const answered = await read(await askFrom(`203.0.113.${number}`, path(), sent))
      expect([answered.status, answered.body.error.code]).toEqual([429, 'too_many_requests'])
      await expectDescribed(operation, answered)
    })
  })

  it.each(['/auth/v1/', '/rest/v1/'])('GET /api/ready: 503 while %s is away', async (away) => {
    await stack().proxy.fault(html(503, (path) => path.startsWith(away)))
    // A good answer is kept for half a second.
    await expect.poll(async () => (await call('/api/ready')).status).toBe(503)
    await expectDescribed('GET /api/ready', await call('/api/ready'))
  })

  it('and every answer that is described was seen', () => {
    const described = [...operations].flatMap(([operation, { responses }]) =>
      Object.keys(responses).map((status) => `${operation} ${status}`),
    )
    expect([...seen].sort()).toEqual(described.sort())
  })
})

describe('every body is taken or refused as the description says', () => {
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
    const refused = problems('openapi#/components/schemas/NoteText', body).length > 0
    const { status } = await callBy(member(), '/api/notes', { method: 'POST', body: JSON.stringify(body) })
    expect(status).toBe(refused ? 400 : 201)
  })
})

it('is served as it is here', async () => {
  expect((await call('/api/openapi.json')).body).toEqual(JSON.parse(JSON.stringify(openApi)))
})

it('an answer that is not as described is noticed', () => {
  const headers = new Headers({ 'content-type': 'application/json' })
  const answered = (status: number, body: unknown) => ({ status, headers, body }) as Answered
  expect(undescribed('GET /api/me', answered(418, {}))).not.toEqual([])
  expect(
    undescribed('GET /api/me', answered(200, { id: 'x', email: 'a@example.com', name: '' })),
  ).not.toEqual([])
  expect(undescribed('GET /api/me', answered(200, { id: crypto.randomUUID(), email: '', name: '' }))).toEqual(
    [],
  )
  expect(undescribed('GET /api/me', answered(401, { error: { code: 'x', message: 'y' } }))).not.toEqual([])
})

function foreignIf(way: Case[4], sent: Sent): Sent {
  return way === 'foreign' ? { ...sent, headers: { ...sent.headers, ...FOREIGN } } : sent
}
