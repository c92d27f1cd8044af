import { mfaPath } from '@/utils/auth/routes'
import type { SessionStatus } from '@/utils/auth/sessions/session-headers'

/**
 * The redirect target of a form that starts a session: `next`, or first the second factor if the session lacks it. The middleware
 * would redirect there as well, but Next.js shows the page of such a redirect under the URL of `next`, where its form is rejected.
 *
 * @param status from startSession.
 */
export function pathAfterSignIn(status: SessionStatus, next: string): string {
  return status === 'mfa-pending' ? mfaPath(next) : next
}
