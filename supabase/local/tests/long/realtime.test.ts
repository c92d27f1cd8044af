import { createClient, type RealtimeChannel } from '@supabase/supabase-js'
import { expect, onTestFinished, test } from 'vitest'
import { createBackendClient, password } from './backend-client.ts'

const { backend, waitForEmail } = createBackendClient()

/** supabase-js as a browser uses it, signed in as a new user. */
async function signedInClient(email: string) {
  const client = createClient(backend().apiUrl, backend().publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  })
  onTestFinished(() => client.realtime.disconnect().then(() => undefined))
  await client.auth.signUp({ email, password })
  const { data } = await client.auth.verifyOtp({
    type: 'email',
    token_hash: (await waitForEmail(email)).tokenHash,
  })
  if (!data.user) throw new Error('The user has no session.')
  return { client, userId: data.user.id }
}

/** Joins a channel. Returns how it went: SUBSCRIBED, or the error. */
function join(channel: RealtimeChannel): Promise<string> {
  return new Promise((resolve) => {
    channel.subscribe((status, error) => resolve(error?.message ?? status))
  })
}

const onPrivate = { config: { private: true } }

test('a client receives what a database trigger sends to its own channel, and nothing else', async () => {
  const ada = await signedInClient('ada-live@example.com')
  const eve = await signedInClient('eve-live@example.com')
  const received: unknown[] = []
  const channel = ada.client
    .channel(`user:${ada.userId}`, onPrivate)
    .on('broadcast', { event: '*' }, ({ event, payload }) => received.push({ event, payload }))
  expect(await join(channel)).toBe('SUBSCRIBED')

  await eve.client.from('notes').insert({ note: 'of another user' })
  await ada.client.from('notes').insert({ note: 'a secret' })

  await expect.poll(() => received).toEqual([{ event: 'notes', payload: { id: expect.any(String) } }])
})

test('a client joins neither the channel of another user nor a public one', async () => {
  const ada = await signedInClient('ada-foreign@example.com')
  const eve = await signedInClient('eve-foreign@example.com')

  expect(await join(eve.client.channel(`user:${ada.userId}`, onPrivate))).toContain('Unauthorized')
  expect(await join(eve.client.channel('anything', onPrivate))).toContain('Unauthorized')
  expect(await join(eve.client.channel('public'))).toContain('PrivateOnly')
})

test('a client without a session, or with one that has ended, joins nothing', async () => {
  const { client, userId } = await signedInClient('ended-live@example.com')
  await backend().sql('delete from auth.sessions where user_id = $1', [userId])
  expect(await join(client.channel(`user:${userId}`, onPrivate))).toContain('Unauthorized')

  const anonymous = createClient(backend().apiUrl, backend().publishableKey)
  onTestFinished(() => anonymous.realtime.disconnect().then(() => undefined))
  expect(await join(anonymous.channel(`user:${userId}`, onPrivate))).toContain('InvalidJWTToken')
})

test('a new access token of a session that has ended closes the channel', async () => {
  const { client, userId } = await signedInClient('closed-live@example.com')
  const channel = client.channel(`user:${userId}`, onPrivate)
  expect(await join(channel)).toBe('SUBSCRIBED')
  const { data } = await client.auth.refreshSession()
  await backend().sql('delete from auth.sessions where user_id = $1', [userId])

  await client.realtime.setAuth(data.session?.access_token ?? '')

  await expect.poll(() => channel.state).toBe('closed')
})

test('a WebSocket needs an API key', async () => {
  const url = `${backend().apiUrl}/realtime/v1/websocket?vsn=2.0.0&apikey=`
  const opened = (key: string) =>
    new Promise((resolve) => {
      const socket = new WebSocket(url + key)
      socket.onopen = () => {
        resolve(true)
        socket.close()
      }
      socket.onerror = () => resolve(false)
    })
  expect(await opened('sb_publishable_other')).toBe(false)
  expect(await opened(backend().publishableKey)).toBe(true)
})
