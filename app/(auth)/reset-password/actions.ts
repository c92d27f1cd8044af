'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SITE_NAME } from '@/app/site'
import { beginSession } from '@/utils/auth/begin-session'
import { errorText } from '@/utils/auth/error-texts'
import { atField, type FormState, parseForm } from '@/utils/auth/form-state'
import { refusePassword } from '@/utils/auth/new-password'
import { cancelRecovery, dropRecovery, openRecovery, recoverySession } from '@/utils/auth/recovery-session'
import { loginPath } from '@/utils/auth/routes'
import { safeRedirect } from '@/utils/auth/safe-redirect'
import { resetPasswordSchema } from '@/utils/auth/schemas'
import { env } from '@/utils/env'
import { report } from '@/utils/log/report'
import { takeAttempt } from '@/utils/rate-limit/attempts'
import { refusedForm } from '@/utils/rate-limit/too-many-attempts'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'

const TOO_LATE = '/error?reason=reset-expired'

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

  const attempt = await takeAttempt('password', recovery.email, await headers())
  if (attempt.refused) return refusedForm(attempt)
  const refusal = await refusePassword(input.data.password, [recovery.email, SITE_NAME])
  if (refusal) return atField('password', refusal)

  const page = safeRedirect(recovery.next, env().siteUrl)
  const opened = await openRecovery(recovery)
  if (!opened.ok) {
    await attempt.ended(opened.code)
    if (opened.code === AUTH_UNAVAILABLE) return refused(opened.code)
    return await tooLate()
  }
  const { client, session } = opened
  const { data: turn, error: unclear } = await client.rpc('begin_password_reset')
  if (unclear) return refused(undefined)
  if (turn === 'done') {
    await dropRecovery()
    redirect(loginPath(page, 'password-changed'))
  }
  if (turn === 'under way')
    return { message: 'Your new password is being saved. Sign in with it in a moment.' }
  if (turn !== 'begun') return await tooLate()

  const { data, error } = await client.auth.updateUser({ password: input.data.password })
  await attempt.ended(error?.code)
  await client.rpc('end_password_reset', { done: !error })
  if (error?.name === 'AuthSessionMissingError') return await tooLate()
  if (error) return refused(error.code)
  await report({ event: 'password.changed', userId: data.user.id })

  await dropRecovery()
  const { auth } = await createClient()
  const signedIn = await auth.setSession(session)
  if (signedIn.data.session) await beginSession(signedIn.data.session)
  // The Auth server has done so with the change; asked again, so that it does not hang on a setting.
  await auth.signOut({ scope: 'others' })
  redirect(signedIn.data.session ? page : loginPath(page, 'password-changed'))
}

async function tooLate(): Promise<never> {
  await dropRecovery()
  redirect(TOO_LATE)
}

function refused(code: string | undefined): FormState {
  const text = errorText(code)
  return code && AT_THE_FIELD.has(code) ? atField('password', text) : { message: text }
}

/** Gives up: the recovery session ends and the password stays as it is. */
export async function cancelReset(): Promise<void> {
  await cancelRecovery()
  redirect(loginPath())
}
