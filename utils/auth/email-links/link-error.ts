import { oauthErrorReason } from '@/utils/auth/oauth/oauth-error'
import type { EmailLink, LinkKind } from '@/utils/auth/schemas'

/** The words for a link that no longer works, where another page than sign-up's sends a new one. */
const EXPIRED: Partial<Record<EmailLink['type'] | LinkKind, string>> = {
  magiclink: 'sign-in-link-expired',
  'magic-link': 'sign-in-link-expired',
  recovery: 'reset-link-expired',
  'email-change': 'email-change-link-expired',
  email_change: 'email-change-link-expired',
  reauthentication: 'reauthentication-expired',
}

/** The reason of /error for an email's link that is spent, too old or overtaken. */
export function expiredLinkReason(kind: EmailLink['type'] | LinkKind | undefined): string {
  return (kind && EXPIRED[kind]) ?? 'link-expired'
}

/**
 * What a link has done that opens no session here: it was made without PKCE (in the dashboard, say), and its session is in the
 * fragment of the address, where anyone could have put one. It is never taken: that would be login CSRF (OWASP ASVS 5.0, 10.2).
 */
const VERIFIED: Record<EmailLink['type'], string> = {
  email: 'email-confirmed',
  signup: 'email-confirmed',
  invite: 'invitation-accepted',
  magiclink: 'link-other-browser',
  recovery: 'reset-link-other-browser',
  email_change: 'email-changed',
}

/**
 * The reason of /error for what an email's link came back with from the Auth server, other than a code.
 *
 * @param query `error`, `error_code` or `message` as the Auth server writes them, or `verified`: the type of a link whose session
 *   is in the fragment, as LinkFragment has found it there.
 * @returns null when there is nothing of it.
 */
export function linkErrorReason(query: URLSearchParams, kind: LinkKind | undefined): string | null {
  const code = query.get('error_code')
  if (code === 'otp_expired') return expiredLinkReason(kind)
  if (code || query.has('error')) {
    const reason = oauthErrorReason(code)
    return reason === 'provider-error' ? expiredLinkReason(kind) : reason
  }
  // The first of the two confirmations of an email change.
  if (query.has('message')) return 'confirm-other-email'
  const type = query.get('verified')
  if (type === null) return null
  return Object.hasOwn(VERIFIED, type) ? VERIFIED[type as EmailLink['type']] : 'link-other-browser'
}
