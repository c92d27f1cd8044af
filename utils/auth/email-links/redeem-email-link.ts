import 'server-only'
import { errorPath } from '@/utils/auth/routes'
import { endEmailFlow } from './email-flow'
import { expiredLinkReason } from './link-error'
import type { EmailLink } from './schemas'
import { verifyToken } from './verify-token'

/** Where to redirect after the token was used: to the target, or to an error page. */
export type LinkResult = { status: 'verified' | 'rejected'; path: string } | { status: 'unavailable' }

/**
 * Redeems an email link's one-time token: see verifyToken.
 *
 * @param next a validated path on this site.
 * @returns `unavailable` if the Auth server gave no clear response: the token remains valid.
 */
export async function redeemEmailLink({ tokenHash, type }: EmailLink, next: string): Promise<LinkResult> {
  const redeemed = await verifyToken({ token_hash: tokenHash, type }, next)
  switch (redeemed.status) {
    case 'verified':
    case 'unavailable':
      return redeemed
    case 'partially-confirmed':
      return { status: 'rejected', path: '/error?reason=confirm-other-email' }
    case 'rejected':
      await endEmailFlow()
      return { status: 'rejected', path: errorPath(expiredLinkReason(type), next) }
  }
}
