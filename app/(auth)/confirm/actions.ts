'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { pendingLink } from '@/utils/auth/email-links/email-flow'
import { redeemAuthCode } from '@/utils/auth/email-links/redeem-auth-code'
import { redeemEmailLink } from '@/utils/auth/email-links/redeem-email-link'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { errorPath } from '@/utils/auth/routes'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { env } from '@/utils/env'
import { formAction } from '@/utils/forms/form-action'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/**
 * Redeems the email link that is pending in this browser. Its token has 128 bits and works once, so there is no limit.
 *
 * `signedIn` is the ID of the user shown on the page, or empty. If another user has signed in since, the page asks again.
 */
export const confirmEmailLink = formAction(
  {
    session: 'none',
    limiter: 'none',
    schema: z.object({ signedIn: z.string().optional().catch(undefined) }),
  },
  async ({ input }) => {
    const link = await pendingLink.read()
    if (!link) redirect(errorPath('link-expired'))
    const state = await sessionState()
    if (state.status === 'unknown') return { message: authErrorMessage(AUTH_UNAVAILABLE) }
    const signedIn = 'user' in state ? state.user.id : ''
    if (input.signedIn !== signedIn) redirect('/confirm')

    const next = safeRedirect(link.next, env().siteUrl)
    const redeemed =
      'code' in link
        ? await redeemAuthCode(link.code, link.kind, next)
        : await redeemEmailLink({ tokenHash: link.tokenHash, type: link.type }, next)
    if (redeemed.status === 'unavailable') return { message: authErrorMessage(AUTH_UNAVAILABLE) }
    redirect(redeemed.path)
  },
)
