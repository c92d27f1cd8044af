import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { after } from 'next/server'
import { rememberSecondFactor } from '@/utils/auth/devices/remember-device'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
import { fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import type { AllowedAttempt } from '@/utils/rate-limit/attempts'
import type { Database } from '@/utils/supabase/database.types'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { consumeRecoveryCode, recoveryCodesLeft } from './recovery-codes'
import type { SecondFactorResult } from './verify-code'

type Redemption = {
  client: SupabaseClient<Database>
  user: { id: string; email: string }
  code: string
  /** The counted attempt. */
  attempt: AllowedAttempt
}

/**
 * Redeems a recovery code in place of a verification code, and tells the owner by email. The client's session is at aal2 then.
 */
export async function redeemRecoveryCode({
  client,
  user,
  code,
  attempt,
}: Redemption): Promise<SecondFactorResult> {
  const { result, refreshToken } = await consumeRecoveryCode(client, code)
  if (result === 'unavailable') {
    await attempt.uncounted()
    return { ok: false, state: { message: authErrorMessage(AUTH_UNAVAILABLE) } }
  }
  if (result === 'used') {
    await attempt.succeeded()
    await rememberSecondFactor(user.id)
    after(() => tellOwner(client, user.email))
    await logRequestEvent({ event: 'mfa.verified', factorType: 'recovery_code', userId: user.id })
    return { ok: true, refreshToken }
  }
  await attempt.failed()
  await logRequestEvent({ event: 'mfa.failed', factorType: 'recovery_code', code: result, userId: user.id })
  return { ok: false, state: fieldError('recoveryCode', authErrorMessage(`recovery_code_${result}`)) }
}

async function tellOwner(client: Redemption['client'], email: string): Promise<void> {
  const codesLeft = (await recoveryCodesLeft(client)) ?? 0
  await sendSecurityEmail(email, { kind: 'recovery-code-used', codesLeft })
}
