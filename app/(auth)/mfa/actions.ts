'use server'

import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { recordVerifiedLocation } from '@/utils/auth/devices/sign-in-location'
import { trustDevice } from '@/utils/auth/devices/trusted-device'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { secondFactorSchema } from '@/utils/auth/mfa/schemas'
import { verifyCode } from '@/utils/auth/mfa/verify-code'
import { sendSecurityEmail } from '@/utils/email/send-security-email'
import { formAction } from '@/utils/forms/form-action'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/** Completes the sign-in with a code of an authenticator app. */
export const verifySecondFactor = formAction(
  { session: 'mfa-pending', schema: secondFactorSchema, limiter: 'mfa-code' },
  async ({ input, user, supabase, attempt, next }) => {
    const { factorId, verificationCode: code, trustDevice: wantsTrust } = input
    const verified = await verifyCode({ client: supabase, userId: user.id, factorId, code, attempt })
    if (!verified.ok) return verified.state
    after(() => recordVerifiedLocation(supabase, user.id))
    if (wantsTrust) await trustDevice(supabase, user.id)
    redirect(next)
  },
)

/** Completes the reset that an administrator has requested, once it is due: the user's factors are removed. */
export const completeFactorReset = formAction(
  { session: 'mfa-pending' },
  async ({ user, supabase, next }) => {
    const { data: isCompleted, error } = await supabase.rpc('complete_factor_reset')
    if (error) return { message: authErrorMessage(AUTH_UNAVAILABLE) }
    if (!isCompleted) redirect(`/mfa?${new URLSearchParams({ notice: 'no-reset', redirectedFrom: next })}`)
    after(() => sendSecurityEmail(user.email, { kind: 'factor-reset-completed' }))
    redirect(next)
  },
)
