'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { deviceReport } from '@/utils/auth/devices/device-report'
import { sendEmail } from '@/utils/auth/email-links/send-email'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { errorPath } from '@/utils/auth/routes'
import { formAction } from '@/utils/forms/form-action'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { countAttempt, UNLIMITED_ATTEMPT } from '@/utils/rate-limit/attempts'
import { DEFAULT_PAGE } from '@/utils/request/safe-redirect'
import { getClientInfo } from '@/utils/supabase/client-info'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'
import { createTokenClient } from '@/utils/supabase/token-client'

/**
 * Secures the account whose owner does not recognize a sign-in: all sessions end, the password no longer works, and an email leads
 * to a new one. Works for anyone with the link, in any browser.
 */
export const secureAccount = formAction(
  { session: 'none', captcha: true, limiter: 'device-report' },
  async ({ captchaToken }) => {
    const report = await deviceReport.read()
    if (!report) redirect(errorPath('device-link-expired'))
    if ('result' in report) redirect('/secure-account')

    const sender = await headers()
    const { token } = report
    const { data: email, error } = await createTokenClient(getClientInfo(sender)).rpc('report_device', {
      token,
    })
    if (error) return { message: authErrorMessage(AUTH_UNAVAILABLE) }
    if (!email) {
      await deviceReport.remove()
      redirect(errorPath('device-link-expired'))
    }
    await logRequestEvent({ event: 'device.reported' })

    const counted = await countAttempt('email', email, sender)
    const sent = await sendEmail('recovery', email, {
      next: DEFAULT_PAGE,
      captchaToken,
      ...(counted.isRateLimited
        ? { attempt: UNLIMITED_ATTEMPT, delayedS: counted.waitS }
        : { attempt: counted, delayedS: undefined }),
    })
    await deviceReport.write({ result: sent.status === 'sent' ? 'email-sent' : 'email-failed' })
    redirect('/secure-account')
  },
)
