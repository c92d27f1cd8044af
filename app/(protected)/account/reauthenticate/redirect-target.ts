import { env } from '@/utils/env'
import { safeRedirect } from '@/utils/request/safe-redirect'

/** The redirect target after re-authentication; never this page itself. */
export function redirectTarget(redirectedFrom: unknown): string {
  const next = safeRedirect(redirectedFrom, env().siteUrl, '/account')
  return next.startsWith('/account/reauthenticate') ? '/account' : next
}
