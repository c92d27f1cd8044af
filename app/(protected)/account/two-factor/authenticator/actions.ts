'use server'

import { redirect } from 'next/navigation'
import { SITE_NAME } from '@/app/site'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { currentEnrollment, pendingEnrollment } from '@/utils/auth/mfa/enrollment'
import { generateRecoveryCodes } from '@/utils/auth/mfa/recovery-codes'
import { redirectIfInsufficientAal } from '@/utils/auth/mfa/require-aal2'
import { factorNameSchema, newAuthenticatorSchema } from '@/utils/auth/mfa/schemas'
import { showRecoveryCodes } from '@/utils/auth/mfa/shown-recovery-codes'
import { verifyCode } from '@/utils/auth/mfa/verify-code'
import { enrollPath, withRedirectedFrom } from '@/utils/auth/routes'
import { formAction, plainFormAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'

const OVERVIEW = '/account/two-factor'

/** Starts the setup of an authenticator app. It counts once its first code is verified. */
export const startSetup = formAction(
  { session: 'account', recentSignIn: true, schema: factorNameSchema, limiter: 'mfa-setup' },
  async ({ input: { factorName }, form, user, account, supabase }) => {
    // A setup that was not finished must not keep the name.
    const unfinished = account.factors?.find(
      ({ status, friendly_name }) => status === 'unverified' && friendly_name === factorName,
    )
    if (unfinished) await supabase.auth.mfa.unenroll({ factorId: unfinished.id })
    const { data, error } = await supabase.auth.mfa.enroll({
      factorType: 'totp',
      friendlyName: factorName,
      issuer: SITE_NAME,
    })
    await redirectIfInsufficientAal(error)
    if (error?.code === 'mfa_factor_name_conflict')
      return fieldError('factorName', authErrorMessage(error.code))
    if (error) return { message: authErrorMessage(error.code) }
    const { uri, secret } = data.totp
    await pendingEnrollment.write({
      sessionId: user.sessionId,
      factorId: data.id,
      name: factorName,
      uri,
      secret,
    })
    redirect(enrollPath(from(form)))
  },
)

/** Turns two-factor authentication on with the first code. With the first app, recovery codes are made and shown. */
export const confirmSetup = formAction(
  { session: 'required', recentSignIn: true, schema: newAuthenticatorSchema, limiter: 'mfa-code' },
  async ({ input, form, user, supabase, attempt }) => {
    const enrollment = await currentEnrollment(user.sessionId)
    if (!enrollment) redirect(enrollPath())
    const { factorId } = enrollment
    const verified = await verifyCode({
      client: supabase,
      userId: user.id,
      factorId,
      code: input.verificationCode,
      attempt,
    })
    if (!verified.ok) return verified.state

    await pendingEnrollment.remove()
    if (user.assurance !== 'no_factor') redirect(`${OVERVIEW}?notice=added`)
    const codes = await generateRecoveryCodes(supabase)
    if (codes) await showRecoveryCodes(user.sessionId, codes)
    redirect(withRedirectedFrom(`${OVERVIEW}/recovery-codes`, from(form)))
  },
)

/** Stops the setup. */
export const cancelSetup = plainFormAction(
  { session: 'required', recentSignIn: false },
  async ({ user, supabase }) => {
    const enrollment = await currentEnrollment(user.sessionId)
    if (enrollment) await supabase.auth.mfa.unenroll({ factorId: enrollment.factorId })
    await pendingEnrollment.remove()
    redirect(OVERVIEW)
  },
)

function from(form: FormData): string | undefined {
  const sent = form.get('redirectedFrom')
  return typeof sent === 'string' ? sent : undefined
}
