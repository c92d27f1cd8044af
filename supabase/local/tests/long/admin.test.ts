import { expect, test } from 'vitest'
import { secretKey } from '../../src/keys.ts'
import { createBackendClient, password } from './backend-client.ts'

const { auth, backend, emailsTo, member, waitForEmail } = createBackendClient()

const admin = (path: string, request: Parameters<typeof auth>[1] = {}) =>
  auth(`/admin${path}`, { ...request, headers: { apikey: secretKey } })
const change = (id: unknown, body: object) => admin(`/users/${id}`, { method: 'PUT', body })
const login = (email: string, secret = password) =>
  auth('/token?grant_type=password', { body: { email, password: secret } })

test('the admin API needs the secret key', async () => {
  const { access_token } = await member('no-admin@example.com')
  const rejected = { status: 403, body: { error_code: 'not_admin' } }
  expect(await auth('/admin/users')).toMatchObject(rejected)
  expect(await auth('/admin/users', { token: access_token })).toMatchObject(rejected)
  const headers = { apikey: secretKey }
  expect(await auth('/admin/users', { token: access_token, headers })).toMatchObject(rejected)
})

test('a user can be created, read, and listed, and can sign in at once', async () => {
  const body = { email: 'Made@example.com', password, email_confirm: true, user_metadata: { name: 'Made' } }
  const made = await admin('/users', { body })
  expect(made).toMatchObject({
    status: 200,
    body: { email: 'made@example.com', user_metadata: { name: 'Made', email_verified: true } },
  })
  expect((await login('made@example.com')).status).toBe(200)
  expect(await emailsTo('made@example.com')).toEqual([])
  expect(await admin('/users', { body })).toMatchObject({ status: 422, body: { error_code: 'email_exists' } })
  expect((await admin(`/users/${made.body.id}`)).body.email).toBe('made@example.com')

  const listed = await admin('/users?page=1&per_page=1')
  expect(listed.body.users).toMatchObject([{ id: made.body.id }])
  expect(listed.headers.get('X-Total-Count')).toBe('5')
  expect(listed.headers.get('Link')).toBe(
    '</admin/users?page=2&per_page=1>; rel="next", </admin/users?page=5&per_page=1>; rel="last"',
  )
  const oldest = await admin('/users?per_page=1&sort=created_at+asc')
  expect(oldest.body.users).not.toMatchObject([{ id: made.body.id }])
})

test.each([
  ['/users/nonsense', 404, 'validation_failed'],
  [`/users/${crypto.randomUUID()}`, 404, 'user_not_found'],
  ['/users?page=x', 400, 'validation_failed'],
  ['/users?sort=email', 400, 'validation_failed'],
])('%s returns %d %s', async (path, status, code) => {
  expect(await admin(path)).toMatchObject({ status, body: { error_code: code } })
})

test('a ban lasts until it is lifted; a new password ends all sessions', async () => {
  const { user, access_token: token } = await member('changes@example.com')
  expect((await change(user.id, { ban_duration: 'long' })).body.error_code).toBe('validation_failed')
  expect((await change(user.id, { ban_duration: '24h' })).body).toHaveProperty('banned_until')
  expect((await auth('/user', { token })).body.error_code).toBe('user_banned')
  expect((await change(user.id, { ban_duration: 'none' })).body).not.toHaveProperty('banned_until')
  expect((await auth('/user', { token })).status).toBe(200)
  expect((await change(user.id, { password: 'short' })).body.error_code).toBe('weak_password')
  await change(user.id, { password: 'another-long-password', app_metadata: { plan: 'x' } })
  expect((await auth('/user', { token })).body.error_code).toBe('session_not_found')
  expect((await login('changes@example.com', 'another-long-password')).body.user).toMatchObject({
    app_metadata: { plan: 'x', provider: 'email' },
  })
})

test('a deleted user is gone; a soft-deleted user keeps no personal data', async () => {
  const [hard, soft] = [await member('hard@example.com'), await member('soft@example.com')]
  expect(await admin(`/users/${hard.user.id}`, { method: 'DELETE' })).toMatchObject({ status: 200 })
  expect((await admin(`/users/${hard.user.id}`)).status).toBe(404)
  await admin(`/users/${soft.user.id}`, { method: 'DELETE', body: { should_soft_delete: true } })
  const [row] = await backend().sql<{ deleted: boolean }>(
    `select encrypted_password, raw_user_meta_data, deleted_at is not null as deleted,
       to_jsonb(users)::text || identities::text like '%soft@%' as named
     from auth.users join auth.identities on user_id = users.id where users.id = $1`,
    [soft.user.id],
  )
  expect(row).toEqual({ encrypted_password: null, raw_user_meta_data: {}, deleted: true, named: false })
  expect((await auth('/user', { token: soft.access_token })).body.error_code).toBe('session_not_found')
  expect((await login('soft@example.com')).body.error_code).toBe('invalid_credentials')
})

test.each([
  ['magiclink', 'magiclink'],
  ['recovery', 'recovery'],
  ['signup', 'signup'],
  ['invite', 'invite'],
])('a generated link of type %s works like an emailed one', async (type, verification_type) => {
  const email = `link-${type}@example.com`
  const isNew = type === 'signup' || type === 'invite'
  if (!isNew) await member(email)
  const { status, body } = await admin('/generate_link', { body: { type, email, password } })
  expect({ status, type: body.verification_type }).toEqual({ status: 200, type: verification_type })
  expect(body.action_link).toContain(`/auth/v1/verify?token=${body.hashed_token}&type=${type}&redirect_to=`)
  const verified = await auth('/verify', { body: { type, token_hash: body.hashed_token } })
  expect(verified.body.user.email).toBe(email)
  expect(await emailsTo(email)).toHaveLength(isNew ? 0 : 1)
})

test('a link for a change of address needs both addresses and rejects invalid ones', async () => {
  await member('moves-from@example.com')
  const ask = (type: string, more = {}) =>
    admin('/generate_link', { body: { type, email: 'moves-from@example.com', ...more } })
  const hashes = []
  for (const type of ['email_change_new', 'email_change_current']) {
    const { body } = await ask(type, { new_email: 'moves-to@example.com' })
    hashes.push(new URL(String(body.action_link)).searchParams.get('token'))
  }
  const [first, second] = hashes
  const confirm = (token_hash: unknown) => auth('/verify', { body: { type: 'email_change', token_hash } })
  expect((await confirm(first)).status).toBe(200)
  expect((await confirm(second)).body.user.email).toBe('moves-to@example.com')
  expect((await ask('recovery')).body.error_code).toBe('user_not_found')
  expect((await ask('bogus')).body.error_code).toBe('validation_failed')
  const known = { type: 'invite', email: 'moves-to@example.com' }
  expect((await admin('/generate_link', { body: known })).body.error_code).toBe('email_exists')
})

test('an invitation may be repeated at once: only the newest link works', async () => {
  const body = { email: 'guest@example.com' }
  const invite = async (count: number) => {
    expect((await auth('/invite', { body, headers: { apikey: secretKey } })).status).toBe(200)
    return (await waitForEmail('guest@example.com', count)).tokenHash
  }
  const hashes = [await invite(1), await invite(2)]
  const verify = (token_hash?: string) => auth('/verify', { body: { type: 'invite', token_hash } })
  expect((await verify(hashes[0])).body.error_code).toBe('otp_expired')
  expect((await verify(hashes[1])).status).toBe(200)
})
