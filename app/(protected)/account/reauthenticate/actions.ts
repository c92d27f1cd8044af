'use server'

import { redirect } from 'next/navigation'
import { endEmailFlow, startEmailFlow } from '@/utils/auth/email-links/email-flow'
import { emailErrorCode } from '@/utils/auth/email-links/email-outage'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { verificationCodeSchema } from '@/utils/auth/mfa/schemas'
import { verifyCode } from '@/utils/auth/mfa/verify-code'
import { reauthenticate, reauthenticateWithPasskey } from '@/utils/auth/reauthentication/reauthenticate'
import { reauthenticationCodeSchema, reauthenticationSchema } from '@/utils/auth/reauthentication/schemas'
import { CONTINUE_SSO } from '@/utils/auth/routes'
import { ssoProviderOf } from '@/utils/auth/sso/sso-provider'
import { startSso } from '@/utils/auth/sso/start-sso'
import { withResponseDeadline } from '@/utils/auth/uniform-timing'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import { redirectTarget } from './redirect-target'

// No recent sign-in is required: these actions provide one.

/** Re-authenticates with the password. */
export const confirmWithPassword = formAction(
  {
    session: 'required',
    recentSignIn: false,
    schema: reauthenticationSchema,
    captcha: true,
    limiter: 'reauthentication',
  },
  async ({ input, form, user, captchaToken, attempt }) => {
    const failure = await reauthenticate(user, { ...input, captchaToken }, attempt)
    if (failure?.code === 'invalid_credentials')
      return fieldError('password', 'Incorrect password. Try again.')
    if (failure) return { message: failure.message }
    redirect(redirectTarget(form.get('redirectedFrom')))
  },
)

/** Emails a link that re-authenticates, and a code where the template has one. */
export const emailCode = formAction(
  { session: 'account', recentSignIn: false, captcha: true, limiter: 'own-email' },
  async ({ form, account: { email, app_metadata }, captchaToken, attempt, supabase }) => {
    if (ssoProviderOf(app_metadata)) return { message: authErrorMessage('user_sso_managed') }
    const next = redirectTarget(form.get('redirectedFrom'))
    const emailRedirectTo = await startEmailFlow(email, next, 'reauthentication')
    const code = await withResponseDeadline(async () => {
      const options = { shouldCreateUser: false, emailRedirectTo, captchaToken }
      const { error } = await supabase.auth.signInWithOtp({ email, options })
      const failure = await emailErrorCode(error)
      await attempt.ended(failure)
      return failure
    })
    if (code) return { message: authErrorMessage(code) }
    return {
      success: `An email is on its way to ${email}. Open its link in this browser, or enter its code if it has one. It may take a minute.`,
    }
  },
)

/** Starts single sign-on at the identity provider of the user. */
export const confirmWithSso = formAction(
  { session: 'required', recentSignIn: false, captcha: true, limiter: 'own-sso' },
  async ({ form, user, captchaToken }) => {
    if (!user.ssoProvider) return { message: authErrorMessage('sso_provider_not_found') }
    const next = redirectTarget(form.get('redirectedFrom'))
    const code = await startSso(
      { providerId: user.ssoProvider },
      { next, captchaToken, reauthenticates: user.id },
    )
    if (code) return { message: authErrorMessage(code) }
    redirect(CONTINUE_SSO)
  },
)

/** Re-authenticates with the six digits of that email. */
export const confirmWithCode = formAction(
  { session: 'required', recentSignIn: false, schema: reauthenticationCodeSchema, limiter: 'own-code' },
  async ({ input, form, user, attempt }) => {
    const failure = await reauthenticate(user, input, attempt)
    if (failure) return { message: failure.message }
    await endEmailFlow()
    redirect(redirectTarget(form.get('redirectedFrom')))
  },
)

/** Re-authenticates with a code of an authenticator app. The session continues. */
export const confirmWithApp = formAction(
  { session: 'required', recentSignIn: false, schema: verificationCodeSchema, limiter: 'mfa-code' },
  async ({ input, form, user, supabase, attempt }) => {
    const { factorId, verificationCode: code } = input
    const verified = await verifyCode({ client: supabase, userId: user.id, factorId, code, attempt })
    if (!verified.ok) return verified.state
    redirect(redirectTarget(form.get('redirectedFrom')))
  },
)

/** Re-authenticates with the passkey that public/passkeys.js has put into the form. */
export const confirmWithPasskey = formAction(
  { session: 'required', recentSignIn: false, limiter: 'own-passkey' },
  async ({ form, user }) => {
    const failure = await reauthenticateWithPasskey(user, form.get('credential'))
    if (failure) return { message: failure.message }
    redirect(redirectTarget(form.get('redirectedFrom')))
  },
)
