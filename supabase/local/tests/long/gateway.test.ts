import { expect, test } from 'vitest'
import { secretKey } from '../../src/keys.ts'
import { createBackendClient } from './backend-client.ts'

const { auth, backend, call } = createBackendClient()

test.each(['/nowhere', '/'])('an unknown path gets a plain-text 404: %s', async (path) => {
  const { status, headers, text } = await auth(path)
  expect({ status, text }).toEqual({ status: 404, text: '404 page not found\n' })
  expect(headers.get('Content-Type')).toContain('text/plain')
})

test('a wrong method gets an empty response', async () => {
  const { status, headers, text } = await auth('/signup')
  expect({ status, text, allow: headers.get('Allow') }).toEqual({ status: 405, text: '', allow: 'POST' })
})

test('/user and /admin check the caller before the path', async () => {
  expect(await auth('/user/nowhere')).toMatchObject({ status: 403, body: { error_code: 'bad_jwt' } })
  expect(await auth('/admin/nowhere')).toMatchObject({ status: 403, body: { error_code: 'not_admin' } })
  expect(await auth('/admin/nowhere', { headers: { apikey: secretKey } })).toMatchObject({ status: 404 })
})

test('a body that is not JSON is rejected', async () => {
  const response = await fetch(`${backend().apiUrl}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: backend().publishableKey },
    body: '{',
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error_code: 'bad_json' })
})

test('a request needs an API key, except on paths that browsers navigate to', async () => {
  expect(await auth('/settings', { headers: { apikey: 'sb_publishable_wrong' } })).toMatchObject({
    status: 401,
  })
  const withoutKey = (path: string) => fetch(backend().apiUrl + path, { redirect: 'manual' })
  expect((await withoutKey('/auth/v1/user')).status).toBe(401)
  expect((await withoutKey('/rest/v1/profiles')).status).toBe(401)
  expect((await withoutKey('/auth/v1/.well-known/jwks.json')).status).toBe(200)
  expect((await withoutKey('/auth/v1/verify?token=x&type=signup')).status).toBe(303)
})

test('health and settings', async () => {
  expect((await auth('/health')).body).toMatchObject({ name: 'GoTrue' })
  expect((await auth('/settings')).body).toMatchObject({
    disable_signup: false,
    mailer_autoconfirm: false,
    external: { email: true, phone: false, anonymous_users: false },
  })
})

test('any origin may send requests and read responses', async () => {
  const asked = await fetch(`${backend().apiUrl}/auth/v1/token`, {
    method: 'OPTIONS',
    headers: { Origin: 'http://localhost:3000', 'Access-Control-Request-Headers': 'apikey,content-type' },
  })
  expect(asked.status).toBe(204)
  expect(asked.headers.get('Access-Control-Allow-Origin')).toBe('*')
  expect(asked.headers.get('Access-Control-Allow-Headers')).toBe('apikey,content-type')
  const answered = await auth('/settings')
  expect(answered.headers.get('Access-Control-Allow-Origin')).toBe('*')
  expect(answered.headers.get('Access-Control-Expose-Headers')).toContain('X-Supabase-Api-Version')
})

test('tables have only the grants of the migrations', async () => {
  await backend().sql('create table public.closed (id int)')
  await backend().sql('alter table public.closed enable row level security')
  const rejected = await call('/rest/v1/closed')
  expect(rejected.status).toBe(401)
  expect(rejected.body.code).toBe('42501')
  expect((await call('/rest/v1/closed', { headers: { apikey: secretKey } })).body.code).toBe('42501')
})

test('the data API does not expose the auth schema', async () => {
  expect((await call('/rest/v1/users')).status).toBe(404)
  expect((await call('/rest/v1/users', { headers: { 'Accept-Profile': 'auth' } })).status).toBe(406)
})
