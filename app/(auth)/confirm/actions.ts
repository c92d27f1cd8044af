'use server'

import { redirect } from 'next/navigation'
import { pendingLink } from '@/utils/auth/email-links/email-flow'
import { redeemAuthCode } from '@/utils/auth/email-links/redeem-auth-code'
import { redeemEmailLink } from '@/utils/auth/email-links/redeem-email-link'
import { authErrorMessage } from '@/utils/auth/error-messages'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { env } from '@/utils/env'
import type { FormState } from '@/utils/forms/form-state'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { AUTH_UNAVAILABLE } from '@/utils/supabase/fetch'

/**
 * Spends the token, or the code, of the email link that waits in this browser. Whoever is signed in there is signed out.
 *
 * @param form signedIn: the id of whoever the page has said that is, empty for nobody.
 * @returns the state to show when the Auth server cannot be reached; the link stays good then.
 * @throws Next's redirect: on once signed in, else to words that say what to do; to the page once more when it is somebody else
 *   by now.
 */
export async function confirmEmailLink(_previous: FormState, form: FormData): Promise<FormState> {
  const link = await pendingLink.read()
  if (!link) redirect('/error?reason=link-expired')
  const state = await sessionState()
  if (state.status === 'unknown') return { message: authErrorMessage(AUTH_UNAVAILABLE) }
  const signedIn = state.status === 'signed-in' ? state.user.id : ''
  if (form.get('signedIn') !== signedIn) redirect('/confirm')

  const next = safeRedirect(link.next, env().siteUrl)
  const followed =
    'code' in link
      ? await redeemAuthCode(link.code, link.kind, next)
      : await redeemEmailLink({ tokenHash: link.tokenHash, type: link.type }, next)
  if (followed.outcome === 'unavailable') return { message: authErrorMessage(AUTH_UNAVAILABLE) }
  redirect(followed.path)
}
