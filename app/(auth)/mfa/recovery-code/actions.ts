'use server'

import { redirect } from 'next/navigation'
import { after } from 'next/server'
import { recordVerifiedLocation } from '@/utils/auth/devices/sign-in-location'
import { redeemRecoveryCode } from '@/utils/auth/mfa/redeem-recovery-code'
import { recoveryCodeSchema } from '@/utils/auth/mfa/schemas'
import { formAction } from '@/utils/forms/form-action'

/** Completes the sign-in with a recovery code. */
export const enterRecoveryCode = formAction(
  { session: 'mfa-pending', schema: recoveryCodeSchema, limiter: 'mfa-recovery-code' },
  async ({ input, user, supabase, attempt, next }) => {
    const verified = await redeemRecoveryCode({
      client: supabase,
      user,
      code: input.recoveryCode,
      attempt,
    })
    if (!verified.ok) return verified.state
    after(() => recordVerifiedLocation(supabase, user.id))
    redirect(next)
  },
)
