'use server'

import { refresh } from 'next/cache'
import { headers } from 'next/headers'
import { SITE_NAME } from '@/app/site'
import { getDisplayName } from '@/utils/account/display-name'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { redirectIfInsufficientAal } from '@/utils/auth/mfa/require-aal2'
import { checkNewPassword } from '@/utils/auth/passwords/check-new-password'
import { passwordChangeSchema } from '@/utils/auth/passwords/schemas'
import { reauthenticate } from '@/utils/auth/reauthentication/reauthenticate'
import { isRecentSignIn } from '@/utils/auth/reauthentication/require-recent-sign-in'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt } from '@/utils/rate-limit/attempts'
import { sessionLimiterKey } from '@/utils/rate-limit/counters'
import { rateLimitedForm } from '@/utils/rate-limit/too-many-attempts'

/** Sets a new password and ends all other sessions. */
export const changePassword = formAction(
  {
    session: 'account',
    recentSignIn: 'or-current-password',
    schema: passwordChangeSchema,
    // Shown where the form requires the current password: only then is there something to guess.
    captcha: ({ user }) => !isRecentSignIn(user),
    limiter: 'password',
  },
  async ({ input, user, account, attempt, captchaToken, supabase }) => {
    const { passwordCurrent = '', password } = input
    const name = (await getDisplayName(supabase, user.id)) ?? ''
    const rejected = await checkNewPassword(password, [account.email, name, SITE_NAME])
    if (rejected) return fieldError('password', rejected)

    if (!isRecentSignIn(user)) {
      const guess = await countAttempt('reauthentication', sessionLimiterKey(user), await headers())
      if (guess.isRateLimited) return rateLimitedForm(guess)
      const failure = await reauthenticate(user, { password: passwordCurrent, captchaToken }, guess)
      if (failure?.code === 'invalid_credentials')
        return fieldError('passwordCurrent', 'Incorrect password. Try again.')
      if (failure) return { message: failure.message }
    }

    const { error } = await supabase.auth.updateUser({ password })
    await attempt.ended(error?.code)
    await redirectIfInsufficientAal(error)
    if (error?.code === 'same_password' || error?.code === 'weak_password')
      return fieldError('password', authErrorMessage(error.code))
    if (error) return { message: authErrorMessage(error.code) }
    await logRequestEvent({ event: 'password.changed', userId: user.id })

    const { error: stillOpen } = await supabase.auth.signOut({ scope: 'others' })
    refresh()
    const others = stillOpen
      ? 'Sign out of your other sessions on the sessions page.'
      : 'You’re signed out everywhere else.'
    return { success: `Your password is saved. ${others}` }
  },
)
