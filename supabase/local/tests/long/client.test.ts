import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { createBackendClient, password } from './backend-client.ts'

const { backend, letTimePass, waitForEmail } = createBackendClient()

/** supabase-js as the app uses it, with its own memory storage. */
function client() {
  const stored = new Map<string, string>()
  return createClient(backend().apiUrl, backend().publishableKey, {
    auth: {
      flowType: 'pkce',
      autoRefreshToken: false,
      detectSessionInUrl: false,
      storage: {
        getItem: (key) => stored.get(key) ?? null,
        setItem: (key, value) => void stored.set(key, value),
        removeItem: (key) => void stored.delete(key),
      },
    },
  })
}

test('supabase-js signs up, confirms on another device, refreshes and signs out', async () => {
  const email = 'client@example.com'
  const options = { emailRedirectTo: 'http://localhost:3000/auth/confirm', data: { name: 'Ada' } }
  const signedUp = await client().auth.signUp({ email, password, options })
  expect(signedUp).toMatchObject({ error: null, data: { session: null, user: { email } } })

  const early = await client().auth.signInWithPassword({ email, password })
  expect(early.error).toMatchObject({ status: 400, code: 'email_not_confirmed' })

  const device = client()
  const { html, tokenHash } = await waitForEmail(email)
  expect(html).toContain('http://localhost:3000/auth/confirm?token_hash=pkce_')
  const verified = await device.auth.verifyOtp({ type: 'email', token_hash: tokenHash })
  expect(verified).toMatchObject({ error: null, data: { user: { email } } })
  expect(verified.data.user?.user_metadata).not.toHaveProperty('name')

  const { data } = await device.auth.getClaims()
  expect(data?.header.alg).toBe('ES256')
  expect(data?.claims).toMatchObject({ email, aal: 'aal1', amr: [{ method: 'otp' }] })

  expect(await device.auth.refreshSession()).toMatchObject({ error: null, data: { user: { email } } })
  expect(await device.auth.signOut()).toEqual({ error: null })
  expect((await device.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
})

test('supabase-js resets a forgotten password', async () => {
  const email = 'forgot@example.com'
  await client().auth.signUp({ email, password })
  await client().auth.verifyOtp({ type: 'email', token_hash: (await waitForEmail(email)).tokenHash })

  const forgetful = client()
  const redirectTo = 'http://localhost:3000/auth/confirm'
  expect(await forgetful.auth.resetPasswordForEmail(email, { redirectTo })).toMatchObject({ error: null })
  const { tokenHash } = await waitForEmail(email, 2)
  expect(await forgetful.auth.verifyOtp({ type: 'recovery', token_hash: tokenHash })).toMatchObject({
    error: null,
  })
  expect((await forgetful.auth.updateUser({ password: 'short' })).error).toMatchObject({
    name: 'AuthWeakPasswordError',
    reasons: ['length'],
  })
  expect(await forgetful.auth.updateUser({ password: 'a-new-long-password' })).toMatchObject({ error: null })
  const again = await client().auth.signInWithPassword({ email, password: 'a-new-long-password' })
  expect(again).toMatchObject({ error: null, data: { user: { email } } })
})

test('supabase-js signs in without a password, and resends an email after the cooldown', async () => {
  const email = 'passwordless@example.com'
  await client().auth.signInWithOtp({ email })
  const impatient = await client().auth.resend({ type: 'signup', email })
  expect(impatient.error).toMatchObject({ status: 429, code: 'over_email_send_rate_limit' })
  await letTimePass()
  expect(await client().auth.resend({ type: 'signup', email })).toMatchObject({ error: null })
  const { code } = await waitForEmail(email, 2)
  expect(await client().auth.verifyOtp({ type: 'email', email, token: code })).toMatchObject({ error: null })
})

test('supabase-js reads the user’s own rows, and gets an error for others', async () => {
  const signedOut = await client().from('profiles').select('*')
  expect(signedOut.data ?? []).toEqual([])
  const supabase = client()
  await supabase.auth.signInWithPassword({
    email: 'example-member@example.com',
    password: 'example-password',
  })
  const { data, error } = await supabase.from('profiles').select('id')
  expect({ error, mine: data?.length }).toEqual({ error: null, mine: expect.any(Number) })
})
