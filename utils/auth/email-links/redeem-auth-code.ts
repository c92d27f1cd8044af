import 'server-only'
import { pathAfterSignIn } from '@/utils/auth/mfa/path-after-sign-in'
import { RESET_PASSWORD_PAGE } from '@/utils/auth/recovery/recovery-cookie'
import { saveRecoverySession } from '@/utils/auth/recovery/recovery-session'
import { errorPath } from '@/utils/auth/routes'
import { startSession } from '@/utils/auth/sessions/start-session'
import { finishSignup } from '@/utils/auth/signup/signup-ownership'
import { logRequestEvent } from '@/utils/log/log-request-event'
import { endEmailFlow } from './email-flow'
import { exchangeCode } from './exchange-code'
import type { LinkResult } from './redeem-email-link'
import type { LinkKind } from './schemas'

/**
 * The error pages for a code that this browser cannot use: it was used, has expired, or belongs to another browser. The Auth
 * server confirmed the address before it issued the code.
 */
const WITHOUT_SESSION: Record<LinkKind, string> = {
  signup: 'email-confirmed',
  'magic-link': 'link-other-browser',
  recovery: 'reset-link-other-browser',
  'email-change': 'email-changed',
  reauthentication: 'link-other-browser',
}

/**
 * Completes an email flow whose link leads to the Auth server, as in its default templates: the server has used the token and
 * redirected the browser with a code. The counterpart of redeemEmailLink.
 *
 * @param kind the purpose of the email, if known. It only selects texts.
 * @param next a validated path on this site.
 * @returns `unavailable` if the Auth server gave no clear response: the code remains valid.
 */
export async function redeemAuthCode(
  code: string,
  kind: LinkKind | undefined,
  next: string,
): Promise<LinkResult> {
  const exchanged = await exchangeCode(code)
  switch (exchanged.status) {
    case 'unavailable':
      return exchanged
    case 'rejected':
      await logRequestEvent({ event: 'login.failed', signInMethod: 'link', code: exchanged.code })
      return {
        status: 'rejected',
        path: errorPath(kind ? WITHOUT_SESSION[kind] : 'link-other-browser', next),
      }
    case 'recovery':
      await endEmailFlow()
      await logRequestEvent({
        event: 'recovery.started',
        signInMethod: 'link',
        userId: exchanged.session.user.id,
      })
      await saveRecoverySession(exchanged.session, next)
      return { status: 'verified', path: RESET_PASSWORD_PAGE }
    case 'login': {
      await exchanged.signIn()
      const status = await startSession(exchanged.session)
      await endEmailFlow()
      await logRequestEvent({
        event: 'login.succeeded',
        signInMethod: 'link',
        userId: exchanged.session.user.id,
      })
      const path = await finishSignup(exchanged.session, next)
      return { status: 'verified', path: pathAfterSignIn(status, path) }
    }
  }
}
