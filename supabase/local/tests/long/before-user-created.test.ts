import { secretKey } from 'supabase-embedded'
import { beforeEach, describe, expect, test } from 'vitest'
import { giveConsent } from '../../src/testing/index.ts'
import { createBackendClient, password } from './backend-client.ts'

const { auth, backend, emailsTo, member } = createBackendClient({ anonymousSignIns: true })

const asAdmin = (path: string, body: object) =>
  auth(path, { body, headers: { apikey: secretKey, Authorization: `Bearer ${secretKey}` } })

/** Replaces the hook of the project. */
const hookReturns = (result: string) =>
  backend().sql(
    `create or replace function private.before_user_created(event jsonb) returns jsonb language plpgsql as $$ begin return ${result}; end $$`,
  )

const users = () => backend().sql('select email from auth.users order by 1')

async function signInWithGitHub(login: string): Promise<URL> {
  const target = 'http://localhost:3000/auth/callback'
  const started = await fetch(
    `${backend().apiUrl}/auth/v1/authorize?provider=github&redirect_to=${encodeURIComponent(target)}`,
    { redirect: 'manual' },
  )
  const callback = await giveConsent(started.headers.get('location') ?? '', { login })
  const response = await fetch(callback, { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '')
}

const REJECTS = `'{"error": {"http_code": 403, "message": "not this one"}}'::jsonb`

describe('a hook that rejects', () => {
  beforeEach(() => hookReturns(REJECTS))

  test.each([
    ['/signup', { email: 'new@example.com', password }],
    ['/otp', { email: 'new@example.com' }],
    ['/magiclink', { email: 'new@example.com' }],
    ['/signup', {}],
  ])('stops %s with its status and message, and without a code', async (path, body) => {
    const before = await users()
    const { status, headers, body: error } = await auth(path, { body })
    expect({ status, error }).toEqual({
      status: 403,
      error: { code: 403, error_code: 'unknown', msg: 'not this one' },
    })
    expect(headers.has('x-sb-error-code')).toBe(false)
    const recent = await auth(path, { body, headers: { 'X-Supabase-Api-Version': '2024-01-01' } })
    expect(recent.body).toEqual({ code: 'unknown', message: 'not this one' })
    expect(await users()).toEqual(before)
    expect(await emailsTo('new@example.com')).toEqual([])
  })

  test.each([
    ['/invite', { email: 'invited@example.com' }],
    ['/admin/generate_link', { type: 'signup', email: 'linked@example.com', password }],
    ['/admin/generate_link', { type: 'magiclink', email: 'linked@example.com' }],
    ['/admin/generate_link', { type: 'invite', email: 'linked@example.com' }],
  ])('stops %s with the secret key as well', async (path, body) => {
    const before = await users()
    expect((await asAdmin(path, body)).body).toMatchObject({ error_code: 'unknown', msg: 'not this one' })
    expect(await users()).toEqual(before)
  })

  test('does not stop POST /admin/users', async () => {
    expect((await asAdmin('/admin/users', { email: 'by-admin@example.com' })).status).toBe(200)
  })

  test('stops a new user of a provider, whose browser returns to the application', async () => {
    const before = await users()
    const { origin, pathname, search, hash } = await signInWithGitHub('new-person')
    expect(origin + pathname).toBe('http://localhost:3000/auth/callback')
    expect(search).toBe('?error=access_denied&error_code=&error_description=not+this+one')
    expect(hash).toBe('#error=access_denied&error_description=not+this+one&sb=')
    expect(await users()).toEqual(before)
  })

  test('is not called for an address that has an account', async () => {
    await hookReturns(`'{}'::jsonb`)
    await member('known@example.com')
    await auth('/signup', { body: { email: 'waiting@example.com', password } })
    await hookReturns(REJECTS)

    expect((await auth('/signup', { body: { email: 'known@example.com', password } })).body).toMatchObject({
      identities: [],
    })
    expect((await auth('/otp', { body: { email: 'known@example.com' } })).status).toBe(200)
    expect((await auth('/signup', { body: { email: 'waiting@example.com', password } })).body).toMatchObject({
      error_code: 'over_email_send_rate_limit',
    })
    expect((await signInWithGitHub('known')).hash).toContain('access_token=')
  })
})

describe('the result of a hook', () => {
  test.each([
    [`'{"error": {"message": "no status"}}'::jsonb`, 500, 'unexpected_failure', 'no status'],
    [`'{"error": {"http_code": 422, "message": "other"}}'::jsonb`, 422, 'unknown', 'other'],
    [
      '(1 / 0)::text::jsonb',
      500,
      'unexpected_failure',
      'Error running hook URI: pg-functions://postgres/private/before_user_created',
    ],
  ])('%s', async (result, status, error_code, msg) => {
    await hookReturns(result)
    const response = await auth('/signup', { body: { email: 'result@example.com', password } })
    expect({ status: response.status, body: response.body }).toEqual({
      status,
      body: { code: status, error_code, msg, ...(status === 500 && { error_id: expect.any(String) }) },
    })
  })

  test.each([`'{}'::jsonb`, 'null', `'{"error": {"http_code": 403}}'::jsonb`])(
    '%s lets the user sign up',
    async (result) => {
      await hookReturns(result)
      const email = `allowed-${result.length}@example.com`
      expect((await auth('/signup', { body: { email, password } })).status).toBe(200)
    },
  )

  test('may depend on the request and the future user', async () => {
    await hookReturns(
      `jsonb_build_object('error', jsonb_build_object('http_code', 400, 'message', event::text))`,
    )
    const { body } = await auth('/signup', {
      body: { email: 'Payload@Example.com', password, data: { name: 'Ada' } },
    })
    expect(JSON.parse(body.msg ?? '')).toEqual({
      metadata: {
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        name: 'before-user-created',
        ip_address: '127.0.0.1',
      },
      user: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        aud: 'authenticated',
        role: '',
        email: 'payload@example.com',
        phone: '',
        app_metadata: { provider: 'email', providers: ['email'] },
        user_metadata: { name: 'Ada' },
        identities: [],
        created_at: '0001-01-01T00:00:00Z',
        updated_at: '0001-01-01T00:00:00Z',
        is_anonymous: false,
      },
    })
  })

  test('is missing without the grant to the role of the Auth server', async () => {
    await hookReturns(`'{}'::jsonb`)
    await backend().sql(
      'revoke execute on function private.before_user_created(jsonb) from supabase_auth_admin',
    )
    expect((await auth('/signup', { body: { email: 'no-grant@example.com', password } })).status).toBe(500)
  })
})
