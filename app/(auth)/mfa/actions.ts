'use server'

import { redirect } from 'next/navigation'
import { trustDevice } from '@/utils/auth/devices/trusted-device'
import { secondFactorSchema } from '@/utils/auth/mfa/schemas'
import { verifyCode } from '@/utils/auth/mfa/verify-code'
import { formAction } from '@/utils/forms/form-action'

/** Completes the sign-in with a code of an authenticator app. */
export const verifySecondFactor = formAction(
  { session: 'mfa-pending', schema: secondFactorSchema, limiter: 'mfa-code' },
  async ({ input, user, supabase, attempt, next }) => {
    const { factorId, verificationCode: code, trustDevice: wantsTrust } = input
    const verified = await verifyCode({ client: supabase, userId: user.id, factorId, code, attempt })
    if (!verified.ok) return verified.state
    if (wantsTrust) await trustDevice(supabase, user.id)
    redirect(next)
  },
)
