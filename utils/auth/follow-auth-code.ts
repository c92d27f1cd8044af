import 'server-only'
import { report } from '@/utils/log/report'
import { beginSession } from './begin-session'
import { endEmailFlow } from './email-flow'
import { exchangeCode } from './exchange-code'
import type { FollowedTo } from './follow-email-link'
import { RESET_PASSWORD_PAGE } from './recovery-cookie'
import { keepRecovery } from './recovery-session'
import { errorPath } from './routes'
import type { LinkKind } from './schemas'
import { finishSignup } from './signup-ownership'

/**
 * What a link has done, of which this browser can make nothing more: its code was used, came too late, or belongs to another
 * browser. The Auth server had confirmed the address before it handed the code out.
 */
const WITHOUT_SESSION: Record<LinkKind, string> = {
  signup: 'address-confirmed',
  'magic-link': 'link-elsewhere',
  recovery: 'reset-elsewhere',
  'email-change': 'email-changed',
  'fresh-login': 'link-elsewhere',
}

/**
 * Ends the flow of an email whose link leads to the Auth server, which has spent its token and sent the browser on with a code:
 * the server's own templates do so. The counterpart of followEmailLink.
 *
 * @param kind what the email was for, as far as known: it chooses words and decides nothing.
 * @param next a path on this site, checked already.
 * @returns `unavailable` when the Auth server gave no clear answer: the code is as good as before.
 */
export async function followAuthCode(
  code: string,
  kind: LinkKind | undefined,
  next: string,
): Promise<FollowedTo> {
  const exchanged = await exchangeCode(code)
  switch (exchanged.outcome) {
    case 'unavailable':
      return exchanged
    case 'refused':
      await report({ event: 'login.failed', by: 'link', code: exchanged.code })
      return { outcome: 'refused', path: errorPath(kind ? WITHOUT_SESSION[kind] : 'link-elsewhere', next) }
    case 'recovery':
      await endEmailFlow()
      await report({ event: 'recovery.started', by: 'link', userId: exchanged.session.user.id })
      await keepRecovery(exchanged.session, next)
      return { outcome: 'verified', path: RESET_PASSWORD_PAGE }
    case 'login':
      await exchanged.signIn()
      await beginSession(exchanged.session)
      await endEmailFlow()
      await report({ event: 'login.succeeded', by: 'link', userId: exchanged.session.user.id })
      return { outcome: 'verified', path: await finishSignup(exchanged.client, exchanged.session, next) }
  }
}
