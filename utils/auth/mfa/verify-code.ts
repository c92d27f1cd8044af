import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { after } from 'next/server'
import { recordEvent } from '@/utils/audit/record-event'
import { rememberSecondFactor } from '@/utils/auth/devices/remember-device'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { type FormState, fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import type { AllowedAttempt } from '@/utils/rate-limit/attempts'
import type { Database } from '@/utils/supabase/database.types'
import { claimCode } from './used-code'

/** Errors of an incorrect code. */
const INCORRECT = new Set(['mfa_verification_failed', 'mfa_verification_rejected'])

export type SecondFactorResult =
  /** The refresh token of the session at aal2, if it is a new one. */
  | { ok: true; refreshToken: string | undefined }
  /** What the form shows. */
  | { ok: false; state: FormState }

type Verification = {
  client: SupabaseClient<Database>
  userId: string
  factorId: string
  code: string
  /** The counted attempt. */
  attempt: AllowedAttempt
}

/**
 * Verifies a code of an authenticator app. The client's session is at aal2 then, with new tokens. The challenge is made here, too:
 * the Auth server binds it to the caller's address. An incorrect code is written to the audit log, where the Auth server writes
 * accepted ones only; the limiter bounds the entries.
 */
export async function verifyCode({
  client,
  userId,
  factorId,
  code,
  attempt,
}: Verification): Promise<SecondFactorResult> {
  const claimed = await claimCode(factorId, code)
  const { data, error } = claimed
    ? await client.auth.mfa.challengeAndVerify({ factorId, code })
    : { data: null, error: { code: 'mfa_code_already_used' } }
  if (data) {
    await attempt.succeeded()
    await rememberSecondFactor(userId)
    await logRequestEvent({ event: 'mfa.verified', factorType: 'totp', userId })
    return { ok: true, refreshToken: data.refresh_token }
  }
  await claimed?.release()
  await logRequestEvent({ event: 'mfa.failed', factorType: 'totp', code: error.code, userId })
  const isIncorrect = !claimed || INCORRECT.has(error.code ?? '')
  if (!isIncorrect) await attempt.uncounted()
  else {
    const reason = (await attempt.failed()) ? 'too_many_attempts' : 'incorrect_code'
    after(() => recordEvent(client, { type: 'mfa.failed', reason }))
  }
  const text = authErrorMessage(error.code)
  return { ok: false, state: isIncorrect ? fieldError('verificationCode', text) : { message: text } }
}
