'use server'

import { redirect } from 'next/navigation'
import { SITE_NAME } from '@/app/site'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { redeemRecoveryCode } from '@/utils/auth/mfa/redeem-recovery-code'
import { recoveryCodeSchema, verificationCodeSchema } from '@/utils/auth/mfa/schemas'
import { verifyCode } from '@/utils/auth/mfa/verify-code'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import { resetPasswordSchema } from '@/utils/auth/passwords/schemas'
import { RESET_PASSWORD_PAGE } from '@/utils/auth/recovery/recovery-cookie'
import {
  cancelRecoverySession,
  completeSecondFactor,
  discardRecoverySession,
  openRecoverySession,
  requireSecondFactor,
} from '@/utils/auth/recovery/recovery-session'
import { errorPath, loginPath } from '@/utils/auth/routes'
import { startSession } from '@/utils/auth/sessions/start-session'
import { env } from '@/utils/env'
import { formAction, plainFormAction } from '@/utils/forms/form-action'
import { type FormState, fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import type { AllowedAttempt } from '@/utils/rate-limit/attempts'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'

/** Errors that are shown at the field. */
const PASSWORD_ERRORS = new Set(['same_password', 'weak_password'])

/**
 * Sets a new password. All other sessions end, the owner gets an email, and the recovery session becomes an ordinary one. Nothing
 * is lost while the Auth server cannot be reached.
 */
export const resetPassword = formAction(
  { session: 'recovery', schema: resetPasswordSchema, limiter: 'password' },
  async ({ input: { password }, recovery, attempt }) => {
    const rejected = await checkNewPassword(password, [recovery.email, SITE_NAME])
    if (rejected) return fieldError('password', rejected)

    if (recovery.mfaPending) redirect(RESET_PASSWORD_PAGE)

    const page = safeRedirect(recovery.next, env().siteUrl)
    const opened = await openRecoverySession(recovery)
    if (!opened.ok) return await notOpened(opened.code, attempt)
    const { client, session } = opened
    const { data: reset, error: unclear } = await client.rpc('start_password_reset')
    if (unclear) return failed(undefined)
    if (reset === 'completed') {
      await discardRecoverySession()
      redirect(loginPath(page, 'password-changed'))
    }
    if (reset === 'in_progress')
      return { message: 'We’re saving your new password. Sign in with it in a moment.' }
    if (reset !== 'started') return await expired()

    const { data, error } = await client.auth.updateUser({ password })
    await attempt.ended(error?.code)
    await client.rpc('finish_password_reset', { completed: !error })
    if (error?.name === 'AuthSessionMissingError') return await expired()
    if (error?.code === 'insufficient_aal') {
      await requireSecondFactor(recovery, session)
      redirect(RESET_PASSWORD_PAGE)
    }
    if (error) return failed(error.code)
    await logRequestEvent({ event: 'password.changed', userId: data.user.id })

    await discardRecoverySession()
    const { auth } = await createClient()
    const signedIn = await auth.setSession(session)
    if (signedIn.data.session) await startSession(signedIn.data.session)
    // The Auth server ends them with the change; requested again, so that it does not depend on a setting.
    await auth.signOut({ scope: 'others' })
    redirect(signedIn.data.session ? page : loginPath(page, 'password-changed'))
  },
)

/** Verifies a code of an authenticator app, before a new password can be set. */
export const verifyBeforeReset = formAction(
  { session: 'recovery', schema: verificationCodeSchema, limiter: 'mfa-code' },
  async ({ input: { factorId, verificationCode: code }, recovery, attempt }) => {
    const opened = await openRecoverySession(recovery)
    if (!opened.ok) return await notOpened(opened.code, attempt)
    const { client, session } = opened
    const verified = await verifyCode({ client, userId: session.user.id, factorId, code, attempt })
    if (!verified.ok) return verified.state
    await completeSecondFactor(recovery, verified.refreshToken ?? session.refresh_token)
    redirect(RESET_PASSWORD_PAGE)
  },
)

/** Redeems a recovery code, before a new password can be set. */
export const redeemBeforeReset = formAction(
  { session: 'recovery', schema: recoveryCodeSchema, limiter: 'mfa-recovery-code' },
  async ({ input: { recoveryCode: code }, recovery, attempt }) => {
    const opened = await openRecoverySession(recovery)
    if (!opened.ok) return await notOpened(opened.code, attempt)
    const { client, session } = opened
    const user = { id: session.user.id, email: recovery.email }
    const verified = await redeemRecoveryCode({ client, user, code, attempt })
    if (!verified.ok) return verified.state
    await completeSecondFactor(recovery, verified.refreshToken ?? session.refresh_token)
    redirect(RESET_PASSWORD_PAGE)
  },
)

async function notOpened(code: string | undefined, attempt: AllowedAttempt): Promise<FormState> {
  await attempt.ended(code)
  return code === AUTH_UNAVAILABLE ? failed(code) : await expired()
}

async function expired(): Promise<never> {
  await discardRecoverySession()
  redirect(errorPath('reset-link-expired'))
}

function failed(code: string | undefined): FormState {
  const text = authErrorMessage(code)
  return code && PASSWORD_ERRORS.has(code) ? fieldError('password', text) : { message: text }
}

/** Ends the recovery session; the password stays as it is. */
export const cancelReset = plainFormAction({ session: 'none', limiter: 'none' }, async () => {
  await cancelRecoverySession()
  redirect(loginPath())
})
