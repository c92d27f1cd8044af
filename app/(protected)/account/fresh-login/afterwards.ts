import { safeRedirect } from '@/utils/auth/safe-redirect'
import { env } from '@/utils/env'

/** Where somebody goes on once they have confirmed who they are: where they came from, never this page again. */
export function afterwards(redirectedFrom: unknown): string {
  const next = safeRedirect(redirectedFrom, env().siteUrl, '/account')
  return next.startsWith('/account/fresh-login') ? '/account' : next
}
