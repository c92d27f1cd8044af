import 'server-only'
import { z } from 'zod'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'
import { CHALLENGE_LIFETIME_S, parseCredential } from './credential'
import type { PasskeyOptions } from './sign-in-with-passkey'

/** The registration that this session has started. */
const challenge = flowCookie(
  'passkey-registration',
  z.object({ id: z.string(), sessionId: z.string() }),
  CHALLENGE_LIFETIME_S,
)

/** Requests the options for `navigator.credentials.create()`, and binds their challenge to this session. */
export async function startPasskeyRegistration({ sessionId }: SessionUser): Promise<PasskeyOptions> {
  const { auth } = await createClient()
  const { data, error } = await auth.passkey.startRegistration()
  if (!data) return { ok: false, code: error.code }
  await challenge.write({ id: data.challenge_id, sessionId })
  return { ok: true, options: data.options }
}

/**
 * Adds the passkey that the browser has created.
 *
 * @param sent the `credential` field of a form.
 * @param name its name; empty for the name that the Auth server gives it.
 * @returns the error code, or null.
 */
export async function registerPasskey(
  { sessionId }: SessionUser,
  sent: unknown,
  name: string,
): Promise<string | null> {
  const started = await challenge.read()
  if (started?.sessionId !== sessionId) return 'webauthn_challenge_expired'
  await challenge.remove()
  const credential = parseCredential(sent)
  if (!credential) return 'webauthn_verification_failed'
  const { auth } = await createClient()
  const { data, error } = await auth.passkey.verifyRegistration({ challengeId: started.id, credential })
  if (!data) return error.code ?? AUTH_UNAVAILABLE
  // A passkey that keeps its first name is no failure: it can be renamed on the page.
  if (name) await auth.passkey.update({ passkeyId: data.id, friendlyName: name })
  return null
}
