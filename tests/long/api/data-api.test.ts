import { beforeAll, describe, expect, it } from 'vitest'
import { createApiClient } from '../../support/api-client'

const { stack, member, mentor, noteOf, textOf } = createApiClient()

let mentorsNote: number
beforeAll(async () => {
  await noteOf(member(), 'the member’s')
  mentorsNote = await noteOf(mentor(), 'the mentor’s')
})

type CallOptions = { method?: string; body?: object; token?: string | undefined; prefer?: string }

/** Calls the database’s REST API directly, without the app: with the publishable key alone, or with a token. */
async function call(path: string, { method = 'GET', body, token, prefer }: CallOptions = {}) {
  const { apiUrl, publishableKey } = stack().backend
  const response = await fetch(`${apiUrl}/rest/v1/${path}`, {
    method,
    headers: {
      apikey: publishableKey,
      'content-type': 'application/json',
      ...(prefer && { prefer }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = text ? JSON.parse(text) : undefined
  return { status: response.status, code: json?.code as string | undefined, rows: json as { note: string }[] }
}

const WRITES: [method: string, path: string, body?: object][] = [
  ['POST', 'profiles', { id: '10000000-0000-4000-8000-000000000009', name: 'x' }],
  ['DELETE', 'profiles?name=neq.x'],
]

describe('the publishable key alone', () => {
  it.each([
    ['GET', 'notes?select=id,note'],
    ['POST', 'notes', { note: 'x' }],
    ['PATCH', 'notes?id=gt.0', { note: 'x' }],
    ['DELETE', 'notes?id=gt.0'],
    ['GET', 'profiles?select=id,name'],
    ['PATCH', 'profiles?name=neq.x', { name: 'x' }],
    ...WRITES,
  ])('%s %s: rejected', async (method, path, body) => {
    const { status, code } = await call(path, { method, ...(body && { body }) })
    expect([status, code]).toEqual([401, '42501'])
  })
})

describe('user A’s token', () => {
  const byMember = (path: string, more: CallOptions = {}) => call(path, { token: member().token, ...more })

  it('reads only the user’s notes and profile', async () => {
    expect((await byMember('notes?select=id,note')).rows.map(({ note }) => note)).toEqual(['the member’s'])
    expect((await byMember(`notes?select=id,note&id=eq.${mentorsNote}`)).rows).toEqual([])
    expect((await byMember('profiles?select=id')).rows).toEqual([{ id: member().id }])
  })

  it.each([
    ['GET', 'notes'],
    ['GET', 'notes?select=*'],
    ['GET', 'notes?select=user_id'],
    ['GET', 'notes?select=id&user_id=eq.10000000-0000-4000-8000-000000000002'],
    ['GET', 'notes?select=id&order=created_at'],
    ['POST', 'notes', { note: 'x', user_id: '10000000-0000-4000-8000-000000000002' }],
    ['POST', 'notes', { note: 'x', user_id: '10000000-0000-4000-8000-000000000001' }],
    ['POST', 'notes', { note: 'x', created_at: '2000-01-01' }],
    ['PATCH', 'notes?id=gt.0', { user_id: '10000000-0000-4000-8000-000000000002' }],
    ...WRITES,
  ])('%s %s: rejected', async (method, path, body) => {
    const { status, code } = await byMember(path, { method, ...(body && { body }) })
    expect([status, code]).toEqual([403, '42501'])
  })

  it.each(['PATCH', 'DELETE'])('%s on another user’s note changes nothing', async (method) => {
    const { status, rows } = await byMember(`notes?select=id,note&id=eq.${mentorsNote}`, {
      method,
      prefer: 'return=representation',
      ...(method === 'PATCH' && { body: { note: 'taken' } }),
    })
    expect([status, rows]).toEqual([200, []])
    expect(await textOf(mentorsNote)).toBe('the mentor’s')
  })
})
