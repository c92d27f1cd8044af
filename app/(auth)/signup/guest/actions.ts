'use server'

import { redirect } from 'next/navigation'
import { errorPath } from '@/utils/auth/routes'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { startSession } from '@/utils/auth/sessions/start-session'
import { plainFormAction } from '@/utils/forms/form-action'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createClient } from '@/utils/supabase/server'

/** Signs in an anonymous user. A user who is signed in already stays so. */
export const startGuestSession = plainFormAction(
  { session: 'none', captcha: true, limiter: 'guest' },
  async ({ attempt, captchaToken, next }) => {
    if ((await sessionState()).status !== 'signed-out') redirect(next)
    const { auth } = await createClient()
    const options = captchaToken ? { captchaToken } : {}
    const { data, error } = await auth.signInAnonymously({ options })
    if (!data.session) {
      if (error?.code === AUTH_UNAVAILABLE) await attempt.uncounted()
      await logRequestEvent({ event: 'login.failed', signInMethod: 'guest', code: error?.code })
      // The sign-up policy of the project rejects guests.
      if (error?.status === 403 || error?.code === 'signup_disabled') redirect(errorPath('signup-disabled'))
      return { message: 'No guest session was started.' }
    }
    await startSession(data.session)
    await logRequestEvent({ event: 'login.succeeded', signInMethod: 'guest', userId: data.session.user.id })
    redirect(next)
  },
  'guest-rejected',
)
