'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SITE_NAME } from '@/app/site'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import {
  cancelRecoverySession,
  discardRecoverySession,
  openRecoverySession,
  recoverySession,
} from '@/utils/auth/recovery/recovery-session'
import { loginPath } from '@/utils/auth/routes'
import { resetPasswordSchema } from '@/utils/auth/schemas'
import { startSession } from '@/utils/auth/sessions/start-session'
import { env } from '@/utils/env'
import { type FormState, fieldError, parseForm } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'

const TOO_LATE = '/error?reason=reset-link-expired'

/** Refusals that belong to what was typed. */
const AT_THE_FIELD = new Set(['same_password', 'weak_password'])

/**
 * Sets a new password with the recovery session of this browser. Every other session ends, the owner is told by mail, and the
 * recovery session becomes an ordinary login.
 *
 * @param form password, passwordRepeat.
 * @returns the state to show; while the Auth server cannot be reached nothing is lost.
 * @throws Next's redirect: on where the visitor was going, or to words that say that there is no recovery session.
 */
export async function resetPassword(_previous: FormState, form: FormData): Promise<FormState> {
  const recovery = await recoverySession()
  if (!recovery) redirect(TOO_LATE)
  const input = parseForm(resetPasswordSchema, form)
  if (!input.ok) return input.state

  const attempt = await countAttempt('password', recovery.email, await headers())
  if (attempt.refused) return rateLimitedForm(attempt)
  const refusal = await checkNewPassword(input.data.password, [recovery.email, SITE_NAME])
  if (refusal) return fieldError('password', refusal)

  const page = safeRedirect(recovery.next, env().siteUrl)
  const opened = await openRecoverySession(recovery)
  if (!opened.ok) {
    await attempt.ended(opened.code)
    if (opened.code === AUTH_UNAVAILABLE) return refused(opened.code)
    return await tooLate()
  }
  const { client, session } = opened
  const { data: reset, error: unclear } = await client.rpc('start_password_reset')
  if (unclear) return refused(undefined)
  if (reset === 'completed') {
    await discardRecoverySession()
    redirect(loginPath(page, 'password-changed'))
  }
  if (reset === 'in_progress')
    return { message: 'We’re saving your new password. Sign in with it in a moment.' }
  if (reset !== 'started') return await tooLate()

  const { data, error } = await client.auth.updateUser({ password: input.data.password })
  await attempt.ended(error?.code)
  await client.rpc('finish_password_reset', { completed: !error })
  if (error?.name === 'AuthSessionMissingError') return await tooLate()
  if (error) return refused(error.code)
  await logRequestEvent({ event: 'password.changed', userId: data.user.id })

  await discardRecoverySession()
  const { auth } = await createClient()
  const signedIn = await auth.setSession(session)
  if (signedIn.data.session) await startSession(signedIn.data.session)
  // The Auth server has done so with the change; asked again, so that it does not hang on a setting.
  await auth.signOut({ scope: 'others' })
  redirect(signedIn.data.session ? page : loginPath(page, 'password-changed'))
}

async function tooLate(): Promise<never> {
  await discardRecoverySession()
  redirect(TOO_LATE)
}

function refused(code: string | undefined): FormState {
  const text = authErrorMessage(code)
  return code && AT_THE_FIELD.has(code) ? fieldError('password', text) : { message: text }
}

/** Gives up: the recovery session ends and the password stays as it is. */
export async function cancelReset(): Promise<void> {
  await cancelRecoverySession()
  redirect(loginPath())
}
