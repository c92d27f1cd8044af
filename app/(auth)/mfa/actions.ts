'use server'

import { redirect } from 'next/navigation'
import { verificationCodeSchema } from '@/utils/auth/mfa/schemas'
import { verifyCode } from '@/utils/auth/mfa/verify-code'
import { formAction } from '@/utils/forms/form-action'

/** Completes the sign-in with a code of an authenticator app. */
export const verifySecondFactor = formAction(
  { session: 'mfa-pending', schema: verificationCodeSchema, limiter: 'mfa-code' },
  async ({ input, user, supabase, attempt, next }) => {
    const { factorId, verificationCode: code } = input
    const verified = await verifyCode({ client: supabase, userId: user.id, factorId, code, attempt })
    if (!verified.ok) return verified.state
    redirect(next)
  },
)
