import { expect, test } from 'vitest'
import { secretKey } from '../../src/keys.ts'
import { giveConsent } from '../../src/testing/index.ts'
import { createBackendClient, password } from './backend-client.ts'

const { auth, backend, waitForEmail, member } = createBackendClient()

const NO_ACTOR = '00000000-0000-0000-0000-000000000000'

interface Entry {
  action: string
  actor_id: string
  actor_username: string
  log_type: string
  traits?: Record<string, unknown>
}

/** The audit entries that the Auth server writes during an action, and their addresses. */
async function written(work: () => Promise<unknown>): Promise<{ entries: Entry[]; addresses: string[] }> {
  await backend().sql('delete from auth.audit_log_entries')
  await work()
  const rows = await backend().sql<{ payload: Entry; ip_address: string }>(
    'select payload::jsonb as payload, ip_address from auth.audit_log_entries order by created_at',
  )
  return { entries: rows.map(({ payload }) => payload), addresses: rows.map(({ ip_address }) => ip_address) }
}

const actions = async (work: () => Promise<unknown>) =>
  (await written(work)).entries.map(({ action, log_type }) => `${log_type} ${action}`)

test('sign-up, sign-in, refresh, and sign-out entries carry no address', async () => {
  const { entries, addresses } = await written(async () => {
    await member('signs@example.com')
    const body = { email: 'signs@example.com', password }
    const { refresh_token, access_token: token } = (await auth('/token?grant_type=password', { body })).body
    await auth('/token?grant_type=refresh_token', { body: { refresh_token } })
    await auth('/user', { method: 'PUT', token, body: { password: 'another-long-password' } })
    await auth('/logout', { method: 'POST', token })
  })
  expect(entries.map(({ action, log_type }) => `${log_type} ${action}`)).toEqual([
    'user user_confirmation_requested',
    'team user_signedup',
    'account login',
    'token token_refreshed',
    'token token_revoked',
    'user user_updated_password',
    'user user_modified',
    'account logout',
  ])
  expect(new Set(addresses)).toEqual(new Set(['']))
  expect(new Set(entries.map((entry) => entry.actor_username))).toEqual(new Set(['signs@example.com']))
  expect(entries[2]?.traits).toEqual({ provider: 'email' })
})

test('entries of the secret key have no actor and name the affected user', async () => {
  const headers = { apikey: secretKey }
  const { body: user } = await auth('/admin/users', {
    headers,
    body: { email: 'about@example.com', password },
  })
  const { entries } = await written(async () => {
    await auth('/invite', { headers, body: { email: 'invited@example.com' } })
    await auth(`/admin/users/${user.id}`, { headers, method: 'PUT', body: { ban_duration: '1h' } })
    await auth(`/admin/users/${user.id}`, { headers, method: 'DELETE' })
  })
  expect(entries.map(({ action }) => action)).toEqual(['user_invited', 'user_modified', 'user_deleted'])
  expect(entries).toMatchObject(Array(3).fill({ actor_id: NO_ACTOR, actor_username: 'service_role' }))
  expect(entries[0]?.traits).toMatchObject({ user_email: 'invited@example.com' })
  expect(entries[1]?.traits).toMatchObject({ user_id: user.id, user_email: 'about@example.com' })
})

test('linking and unlinking entries carry the address and the identity', async () => {
  const { access_token: token } = await member('links@example.com')
  const { entries, addresses } = await written(async () => {
    const asked = '/user/identities/authorize?provider=github&skip_http_redirect=true'
    const { body } = await auth(asked, { token })
    await fetch(await giveConsent(String(body.url), { login: 'an-account' }), { redirect: 'manual' })
    const { identities = [] } = (await auth('/user', { token })).body
    const linked = identities[1] as { identity_id: string }
    await auth(`/user/identities/${linked.identity_id}`, { method: 'DELETE', token })
  })
  expect(entries.map(({ action }) => action)).toEqual(['identity_linked', 'identity_unlinked'])
  expect(entries[0]?.traits).toMatchObject({ provider: 'github' })
  expect(entries[0]?.traits).toEqual(entries[1]?.traits)
  expect(addresses).toEqual(['127.0.0.1', '127.0.0.1'])
})

test('the first sign-in through a provider is a sign-up, the next one a login', async () => {
  const signIn = async () => {
    const asked = await fetch(`${backend().apiUrl}/auth/v1/authorize?provider=github`, { redirect: 'manual' })
    const callback = await giveConsent(asked.headers.get('location') ?? '', { login: 'comes-back' })
    await fetch(callback, { redirect: 'manual' })
  }
  expect(await actions(signIn)).toEqual(['team user_signedup'])
  expect(await actions(signIn)).toEqual(['account login'])
})

test('a sign-up with a known address, and a recovery', async () => {
  await member('known@example.com')
  const again = () => auth('/signup', { body: { email: 'known@example.com', password } })
  expect(await actions(again)).toEqual(['user user_repeated_signup'])
  const recover = async () => {
    await auth('/recover', { body: { email: 'known@example.com' } })
    const { tokenHash } = await waitForEmail('known@example.com', 2)
    await auth('/verify', { body: { type: 'recovery', token_hash: tokenHash } })
  }
  expect(await actions(recover)).toEqual(['user user_recovery_requested', 'account login'])
})
