import { describe, expect, it } from 'vitest'
import { type ApiResponse, type ApiUser, createApiClient, type Sent } from '../../support/api-client'
import { expireAccessToken } from '../../support/stack'

const { stack, member, mentor, call, callBy, callFrom, noteOf, textOf } = createApiClient()

const WAYS: [string, (user: ApiUser, path: string, sent?: Sent) => Promise<ApiResponse>][] = [
  ['by cookie', callFrom],
  ['by token', callBy],
]

describe.each(WAYS)('the owner, %s', (_way, ask) => {
  it('reads their profile, whatever the query says', async () => {
    const own = { id: member().id, email: 'example-member@example.com', name: 'Example Member' }
    expect((await ask(member(), '/api/me')).body).toEqual(own)
    expect((await ask(member(), `/api/me?id=${mentor().id}`)).body).toEqual(own)
    expect((await ask(member(), `/api/users/${member().id}`)).body).toEqual(own)
    expect((await ask(member(), `/api/users/${member().id.toUpperCase()}`)).body).toEqual(own)
  })

  it('creates, reads, updates, and deletes a note', async () => {
    const added = await ask(member(), '/api/notes', { method: 'POST', body: { note: ' <b>one</b>\n\ttwo ' } })
    expect(added.status).toBe(201)
    const { id } = added.body
    const path = `/api/notes/${id}`
    expect(added.headers.get('location')).toBe(path)
    expect(added.body).toEqual({ id, note: ' <b>one</b>\n\ttwo ' })
    expect((await ask(member(), path)).body).toEqual(added.body)

    const changed = await ask(member(), path, { method: 'PATCH', body: { note: 'three' } })
    expect([changed.status, changed.body]).toEqual([200, { id, note: 'three' }])
    expect(await textOf(id)).toBe('three')

    const deleted = await ask(member(), path, { method: 'DELETE' })
    expect([deleted.status, deleted.body]).toEqual([204, undefined])
    expect(await textOf(id)).toBeUndefined()
    expect((await ask(member(), path, { method: 'DELETE' })).status).toBe(404)
  })

  it('gets the name of the invalid field, and nothing is saved', async () => {
    const id = await noteOf(member(), 'as it was')
    const bad: [unknown, Record<string, string>?][] = [
      [{}, { note: 'Enter a note.' }],
      [{ note: '  ' }, { note: 'Enter a note.' }],
      [{ note: 7 }, { note: 'Enter a note.' }],
      [{ note: 'a\0b' }, { note: expect.stringContaining('can’t be used') }],
      ['{"note":"a\\ud800b"}', { note: expect.stringContaining('can’t be used') }],
      [{ note: 'x'.repeat(10_001) }, { note: expect.stringContaining('10,001') }],
      [
        { note: 'x', user_id: mentor().id, id: 1 },
        { user_id: 'This field cannot be set.', id: 'This field cannot be set.' },
      ],
      ['{"note":"x","__proto__":{"a":1}}', { ['__proto__']: 'This field cannot be set.' }],
      ['null'],
      ['[]'],
      ['"note"'],
    ]
    for (const [body, fields] of bad) {
      for (const [method, path] of [
        ['POST', '/api/notes'],
        ['PATCH', `/api/notes/${id}`],
      ] as const) {
        const response = await ask(member(), path, { method, body })
        expect(response.status).toBe(400)
        expect(response.body.error.code).toBe('invalid_input')
        expect(response.body.error.fields).toEqual(fields)
      }
    }
    expect(await textOf(id)).toBe('as it was')
    await ask(member(), `/api/notes/${id}`, { method: 'DELETE' })
  })

  it.each(['', '{', '{"note": "x"', 'note=x', '\ufeff{"note":"x"}]'])(
    'sends %j as JSON: 400',
    async (body) => {
      const response = await ask(member(), '/api/notes', { method: 'POST', body })
      expect([response.status, response.body.error.code]).toEqual([400, 'malformed_json'])
    },
  )

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'application/json-patch+json',
  ])('sends %s: 415', async (type) => {
    const sent = { method: 'POST', body: '{"note":"x"}', headers: { 'content-type': type } }
    const response = await ask(member(), '/api/notes', sent)
    expect([response.status, response.body.error.code]).toEqual([415, 'unsupported_media_type'])
  })

  it('sends a body that is too large: 413', async () => {
    const response = await ask(member(), '/api/notes', {
      method: 'POST',
      body: { note: 'x'.repeat(200_000) },
    })
    expect([response.status, response.body.error.code]).toEqual([413, 'too_large'])
  })

  it('can send the longest note with every character escaped', async () => {
    const body = `{"note":"${'\\ud83d\\ude00'.repeat(10_000)}"}`
    const added = await ask(member(), '/api/notes', { method: 'POST', body })
    expect(added.status).toBe(201)
    await ask(member(), `/api/notes/${added.body.id}`, { method: 'DELETE' })
  })

  it.each(['abc', '0', '-1', '1.5', '1e3', '9'.repeat(30), '%00', "1'--", '1,2'])(
    'requests the note %s: 400',
    async (id) => {
      for (const method of ['GET', 'DELETE']) {
        const response = await ask(member(), `/api/notes/${id}`, { method })
        expect([response.status, response.body.error.fields]).toEqual([400, { id: 'Enter a valid note id.' }])
      }
      expect((await ask(member(), `/api/notes?before=${id}`)).status).toBe(400)
    },
  )

  it.each(['me', '1', 'not-a-uuid', `{${'0'.repeat(8)}}`])('requests the user %s: 400', async (id) => {
    expect((await ask(member(), `/api/users/${id}`)).status).toBe(400)
  })

  it.each([
    ['PUT', '/api/notes', 'GET, HEAD, POST'],
    ['DELETE', '/api/notes', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/notes', 'GET, HEAD, POST'],
    ['POST', '/api/notes/1', 'GET, HEAD, PATCH, DELETE'],
    ['PUT', '/api/notes/1', 'GET, HEAD, PATCH, DELETE'],
    ['POST', '/api/me', 'GET, HEAD'],
    ['PATCH', '/api/users/1', 'GET, HEAD'],
    ['POST', '/api/openapi.json', 'GET, HEAD'],
  ])('%s %s: 405, with the allowed methods', async (method, path, allowed) => {
    const response = await ask(member(), path, { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, allowed])
    expect(response.body.error.code).toBe('method_not_allowed')
  })

  it.each(['/api', '/api/nowhere', '/api/me/x', '/api/notes/1/x', '/api/openapi'])(
    'requests %s, which does not exist: 404 in JSON',
    async (path) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const response = await ask(member(), path, { method })
        expect([response.status, response.body.error.code]).toEqual([404, 'not_found'])
      }
    },
  )

  it('gets the headers of a response without its body', async () => {
    const head = await ask(member(), '/api/me', { method: 'HEAD' })
    expect([head.status, head.body]).toEqual([200, undefined])
    expect(head.headers.get('cache-control')).toBe('private, no-store')
  })
})

describe('the list', () => {
  it('is paged by key, newest first, without gaps', async () => {
    const user = mentor()
    const ids = []
    for (let n = 1; n <= 45; n += 1) ids.unshift(await noteOf(user, `note ${n}`))

    const seen: number[] = []
    let path = '/api/notes'
    for (let pages = 1; path; pages += 1) {
      const { notes, next } = (await callBy(user, path)).body as unknown as {
        notes: { id: number }[]
        next: number | null
      }
      expect(notes.length).toBe(pages === 3 ? 5 : 20)
      seen.push(...notes.map(({ id }) => id))
      path = next ? `/api/notes?before=${next}` : ''
    }
    expect(seen).toEqual(ids)
  })
})

describe('a token and a cookie', () => {
  it('the token takes precedence', async () => {
    const headers = { authorization: `Bearer ${mentor().token}` }
    expect((await callFrom(member(), '/api/me', { headers })).body).toMatchObject({ id: mentor().id })
  })

  it('a token needs no origin and accepts any', async () => {
    const origins: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of origins) {
      const added = await callBy(member(), '/api/notes', { method: 'POST', body: { note: 'x' }, headers })
      expect(added.status).toBe(201)
    }
  })

  it('a token is verified by the Auth server, and the cookie next to it is ignored', async () => {
    const jar = member().jar.copy()
    expireAccessToken(jar, stack().cookieName)
    const before = new Map(jar.cookies)
    stack().proxy.reset()
    const answered = await jar.fetch('/api/me', { headers: { authorization: `Bearer ${mentor().token}` } })
    expect(answered.status).toBe(200)
    expect(answered.headers.getSetCookie()).toEqual([])
    expect(jar.cookies).toEqual(before)
    expect(stack().proxy.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /auth/v1/user',
      'GET /rest/v1/profiles',
    ])
  })

  it('a page does not accept a token', async () => {
    const url = `${stack().app.url}/private`
    const page = await fetch(url, {
      redirect: 'manual',
      headers: { authorization: `Bearer ${member().token}` },
    })
    expect(page.status).toBe(307)
  })

  it('the description is public', async () => {
    const { status, body } = await call('/api/openapi.json')
    expect(status).toBe(200)
    expect(body).toMatchObject({ openapi: '3.1.1' })
  })
})
