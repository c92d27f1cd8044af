import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { beforeAll, expect, test } from 'vitest'
import { secretKey } from '../../src/keys.ts'
import { loadSigningKey } from '../../src/signing-key.ts'
import { createBackendClient, password } from './backend-client.ts'

const { auth, backend, call, member } = createBackendClient()

// Before any call: the data API learns the functions at its first call.
beforeAll(async () => {
  await backend().sql(
    `create function public.who() returns jsonb language sql stable as
     $$ select jsonb_build_object('uid', auth.uid(), 'role', auth.role(), 'email', auth.email(), 'jwt', auth.jwt(),
          'user', current_user) $$`,
  )
})

test('is signed with the published key and carries the claims of the real server', async () => {
  const { access_token, user } = await member('claims@example.com')
  const issuer = `${backend().apiUrl}/auth/v1`
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`))
  const { payload, protectedHeader } = await jwtVerify(access_token, keys, {
    issuer,
    audience: 'authenticated',
  })
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'JWT', kid: expect.any(String) })
  const { iat = 0, exp, ...claims } = payload
  expect(exp).toBe(iat + 3600)
  expect(claims).toEqual({
    iss: issuer,
    sub: user.id,
    aud: 'authenticated',
    email: 'claims@example.com',
    phone: '',
    app_metadata: { provider: 'email', providers: ['email'] },
    user_metadata: expect.objectContaining({ email: 'claims@example.com', email_verified: true }),
    role: 'authenticated',
    aal: 'aal1',
    amr: [{ method: 'otp', timestamp: expect.any(Number) }],
    session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    is_anonymous: false,
  })
})

test('SQL sees the user and every claim', async () => {
  const { access_token, user } = await member('sql@example.com')
  const { body } = await call('/rest/v1/rpc/who', { method: 'POST', token: access_token })
  expect(body).toMatchObject({
    uid: user.id,
    role: 'authenticated',
    email: 'sql@example.com',
    user: 'authenticated',
  })
  expect(body.jwt).toMatchObject({
    aal: 'aal1',
    amr: [{ method: 'otp' }],
    app_metadata: { provider: 'email' },
  })
  expect((await call('/rest/v1/rpc/who', { method: 'POST' })).body).toMatchObject({ uid: null, user: 'anon' })
})

test('concurrent requests keep their own claims', async () => {
  const { access_token, user } = await member('many@example.com')
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const token = index % 2 ? access_token : undefined
      return (await call('/rest/v1/rpc/who', { method: 'POST', token })).body.uid
    }),
  )
  expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => (index % 2 ? user.id : null)))
})

test('of another server or a forged one is rejected by Auth and the data API', async () => {
  const claims = { sub: crypto.randomUUID(), role: 'service_role', exp: Math.floor(Date.now() / 1000) + 60 }
  const foreign = await (await loadSigningKey()).sign(claims)
  const symmetric = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode('super-secret-jwt-token-with-at-least-32-characters-long'))
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${foreign.split('.')[1]}.`
  for (const token of [foreign, symmetric, unsigned, 'a.b.c', 'abc']) {
    expect(await auth('/user', { token })).toMatchObject({ status: 403, body: { error_code: 'bad_jwt' } })
    expect(await call('/rest/v1/profiles', { token })).toMatchObject({
      status: 401,
      body: { code: 'PGRST301' },
    })
  }
})

test('with changed claims is rejected', async () => {
  const { access_token } = await member('changed@example.com')
  const [header, body = '', signature] = access_token.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const changed = Buffer.from(JSON.stringify({ ...claims, role: 'service_role' })).toString('base64url')
  const token = [header, changed, signature].join('.')
  expect(decodeProtectedHeader(token).alg).toBe('ES256')
  expect(await auth('/user', { token })).toMatchObject({ status: 403, body: { error_code: 'bad_jwt' } })
  expect(await call('/rest/v1/profiles', { token })).toMatchObject({
    status: 401,
    body: { code: 'PGRST301' },
  })
})

test('of a deleted user or an ended session gets a specific error', async () => {
  const { access_token, user } = await member('gone@example.com')
  await backend().sql('delete from auth.sessions where user_id = $1', [user.id])
  expect(await auth('/user', { token: access_token })).toMatchObject({
    status: 403,
    body: { error_code: 'session_not_found' },
  })
  await backend().sql('delete from auth.users where id = $1', [user.id])
  expect(await auth('/user', { token: access_token })).toMatchObject({
    status: 403,
    body: { error_code: 'user_not_found' },
  })
})

test('of a banned user is rejected, for a sign-out too', async () => {
  const { access_token: token, user } = await member('banned-token@example.com')
  await backend().sql("update auth.users set banned_until = now() + interval '1 hour' where id = $1", [
    user.id,
  ])
  const banned = { status: 403, body: { error_code: 'user_banned' } }
  expect(await auth('/user', { token })).toMatchObject(banned)
  expect(await auth('/logout', { method: 'POST', token })).toMatchObject(banned)
})

test('is needed where a user is required: an API key identifies no user', async () => {
  const withoutUser = {
    status: 403,
    body: { error_code: 'bad_jwt', msg: 'invalid claim: missing sub claim' },
  }
  expect(await auth('/user')).toMatchObject(withoutUser)
  expect(await auth('/user', { headers: { apikey: secretKey } })).toMatchObject(withoutUser)
  expect(await auth('/user', { headers: { Authorization: 'Basic abc' } })).toMatchObject({
    status: 401,
    body: { error_code: 'no_authorization' },
  })
})

const encoded = (text: string) => Buffer.from(text).toString('base64url')

test.each([
  ['x.y.z', 'malformed: could not base64 decode header: illegal base64 data at input byte 0'],
  ['abc', 'malformed: token contains an invalid number of segments'],
  [
    `${encoded('{"alg":"ES256"}')}.###.c2ln`,
    'malformed: could not base64 decode claim: illegal base64 data at input byte 0',
  ],
  ['.e30.c2ln', 'malformed: could not JSON decode header: unexpected end of JSON input'],
  [`${encoded('{}')}.e30.c2ln`, 'unverifiable: signing method (alg) is unspecified'],
  [
    `${encoded('{"alg":"ES256","kid":"nope"}')}.e30.c2ln`,
    'unverifiable: error while executing keyfunc: unrecognized JWT kid nope for algorithm ES256',
  ],
])('reports what is wrong with %s', async (token, problem) => {
  const msg = `invalid JWT: unable to parse or verify signature, token is ${problem}`
  expect((await auth('/user', { token })).body).toEqual({ code: 403, error_code: 'bad_jwt', msg })
})

test('a password sign-in is in amr, and its errors say why', async () => {
  await member('login@example.com')
  const login = (email: string, secret: string) =>
    auth('/token?grant_type=password', { body: { email, password: secret } })
  const { status, body } = await login('Login@Example.com', password)
  expect({ status, weak: body.weak_password }).toEqual({ status: 200, weak: null })
  expect(
    JSON.parse(Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString()).amr,
  ).toMatchObject([{ method: 'password' }])
  const wrong = { status: 400, body: { error_code: 'invalid_credentials', msg: 'Invalid login credentials' } }
  expect(await login('login@example.com', 'wrong')).toMatchObject(wrong)
  expect(await login('unknown@example.com', 'wrong')).toMatchObject(wrong)

  await auth('/signup', { body: { email: 'open@example.com', password } })
  expect(await login('open@example.com', 'wrong')).toMatchObject(wrong)
  expect(await login('open@example.com', password)).toMatchObject({
    status: 400,
    body: { error_code: 'email_not_confirmed' },
  })
  await backend().sql(
    "update auth.users set banned_until = now() + interval '1 day' where email = 'login@example.com'",
  )
  expect((await login('login@example.com', password)).body.error_code).toBe('user_banned')
})
