import 'server-only'
import { endEmailFlow } from './email-flow'
import { expiredLink } from './link-problem'
import { redeemMail } from './redeem-mail'
import { errorPath } from './routes'
import type { EmailLink } from './schemas'

/** Where a link leads that spent its token: on, or to words that say what to do. */
export type FollowedTo = { outcome: 'verified' | 'refused'; path: string } | { outcome: 'unavailable' }

/**
 * Spends a mail link's one-time token: see redeemMail.
 *
 * @param next a path on this site, checked already.
 * @returns `unavailable` when the Auth server gave no clear answer: the token is as good as before.
 */
export async function followEmailLink({ tokenHash, type }: EmailLink, next: string): Promise<FollowedTo> {
  const redeemed = await redeemMail({ token_hash: tokenHash, type }, next)
  switch (redeemed.outcome) {
    case 'verified':
    case 'unavailable':
      return redeemed
    case 'half':
      return { outcome: 'refused', path: '/error?reason=other-address' }
    case 'refused':
      await endEmailFlow()
      return { outcome: 'refused', path: errorPath(expiredLink(type), next) }
  }
}
