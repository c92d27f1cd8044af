import 'server-only'
import { errorPath } from '@/utils/auth/routes'
import type { EmailLink } from '@/utils/auth/schemas'
import { endEmailFlow } from './email-flow'
import { expiredLinkReason } from './link-error'
import { verifyToken } from './verify-token'

/** Where a link leads that spent its token: on, or to words that say what to do. */
export type LinkResult = { outcome: 'verified' | 'refused'; path: string } | { outcome: 'unavailable' }

/**
 * Spends an email link's one-time token: see verifyToken.
 *
 * @param next a path on this site, checked already.
 * @returns `unavailable` when the Auth server gave no clear answer: the token is as good as before.
 */
export async function redeemEmailLink({ tokenHash, type }: EmailLink, next: string): Promise<LinkResult> {
  const redeemed = await verifyToken({ token_hash: tokenHash, type }, next)
  switch (redeemed.outcome) {
    case 'verified':
    case 'unavailable':
      return redeemed
    case 'half':
      return { outcome: 'refused', path: '/error?reason=confirm-other-email' }
    case 'refused':
      await endEmailFlow()
      return { outcome: 'refused', path: errorPath(expiredLinkReason(type), next) }
  }
}
