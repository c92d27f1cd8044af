'use server'

import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { accessRequestSchema } from '@/utils/auth/signup/access-request-schema'
import { requestAccess } from '@/utils/auth/signup/request-access'
import { formAction } from '@/utils/forms/form-action'
import { getClientInfo } from '@/utils/supabase/client-info'

/** Files a request for access. The response is the same for every address. */
export const sendAccessRequest = formAction(
  { session: 'none', schema: accessRequestSchema, captcha: true, limiter: 'access-request' },
  async ({ input, captchaToken, attempt }) => {
    const clientInfo = getClientInfo(await headers())
    const code = await requestAccess(input, { captchaToken, clientInfo })
    if (!code) redirect('/request-access?notice=sent')
    await attempt.uncounted()
    return {
      message:
        code === 'captcha_failed'
          ? authErrorMessage(code)
          : 'We couldn’t send your request. What you typed is still here. Try again in a moment.',
    }
  },
)
