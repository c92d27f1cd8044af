import 'server-only'
import type { Session } from '@supabase/supabase-js'
import { z } from 'zod'
import { errorPath } from '@/utils/auth/routes'
import { startSession } from '@/utils/auth/sessions/start-session'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { createEphemeralClient } from '@/utils/supabase/ephemeral-client'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createDeferredCookieClient } from '@/utils/supabase/server'
import { CHALLENGE_LIFETIME_S, parseCredential } from './credential'
import { passkeyErrorReason } from './error-reason'

/** The challenge that this browser has requested. A passkey that responds to any other is not accepted. */
const challenge = flowCookie('passkey-sign-in', z.object({ id: z.string() }), CHALLENGE_LIFETIME_S)

/** The options for `navigator.credentials.get()`, or the error code. */
export type PasskeyOptions = { ok: true; options: object } | { ok: false; code: string | undefined }

/** Requests the options for a sign-in with a passkey of any account, and binds their challenge to this browser. */
export async function startPasskeySignIn(captchaToken: string | undefined): Promise<PasskeyOptions> {
  const { auth } = await createEphemeralClient({ refresh: false })
  const { data, error } = await auth.passkey.startAuthentication({ options: { captchaToken } })
  if (!data) return { ok: false, code: error.code }
  await challenge.write({ id: data.challenge_id })
  return { ok: true, options: data.options }
}

export type VerifiedPasskey =
  /** `signIn` stores the session in this browser. Until then the browser has none of it. */
  { ok: true; session: Session; signIn: () => Promise<void> } | { ok: false; code: string | undefined }

/**
 * Verifies a passkey's response to the challenge of this browser. A challenge works once, whatever the result.
 *
 * @param sent the `credential` field of a form.
 */
export async function verifyPasskey(sent: unknown): Promise<VerifiedPasskey> {
  const started = await challenge.read()
  if (!started) return { ok: false, code: 'webauthn_challenge_expired' }
  await challenge.remove()
  const credential = parseCredential(sent)
  if (!credential) return { ok: false, code: 'webauthn_verification_failed' }
  const { client, write } = await createDeferredCookieClient()
  const { data, error } = await client.auth.passkey.verifyAuthentication({
    challengeId: started.id,
    credential,
  })
  const session = data?.session
  return session ? { ok: true, session, signIn: write } : { ok: false, code: error?.code ?? AUTH_UNAVAILABLE }
}

/**
 * Signs in with a passkey.
 *
 * @param sent the `credential` field of the form.
 * @param next the validated redirect target.
 * @returns the path to continue at: `next`, or that of the error page.
 */
export async function signInWithPasskey(sent: unknown, next: string): Promise<string> {
  const verified = await verifyPasskey(sent)
  if (!verified.ok) {
    await logRequestEvent({ event: 'login.failed', signInMethod: 'passkey', code: verified.code })
    return errorPath(passkeyErrorReason(verified.code), next)
  }
  const { session, signIn } = verified
  await signIn()
  await startSession(session)
  await logRequestEvent({ event: 'login.succeeded', signInMethod: 'passkey', userId: session.user.id })
  return next
}
