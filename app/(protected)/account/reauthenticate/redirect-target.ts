import { env } from '@/utils/env'
import { safeRedirect } from '@/utils/request/safe-redirect'

/** Where someone goes on once they have confirmed who they are: where they came from, never this page again. */
export function redirectTarget(redirectedFrom: unknown): string {
  const next = safeRedirect(redirectedFrom, env().siteUrl, '/account')
  return next.startsWith('/account/reauthenticate') ? '/account' : next
}
