import { oauthErrorReason } from '@/utils/auth/oauth/oauth-error'
import type { EmailLink, LinkKind } from './schemas'

/** The reasons for an expired link whose new email is requested on another page than sign-up. */
const EXPIRED: Partial<Record<EmailLink['type'] | LinkKind, string>> = {
  magiclink: 'sign-in-link-expired',
  'magic-link': 'sign-in-link-expired',
  recovery: 'reset-link-expired',
  'email-change': 'email-change-link-expired',
  email_change: 'email-change-link-expired',
  reauthentication: 'reauthentication-link-expired',
}

/** The reason for /error if an email's link was used, has expired, or was replaced by a newer one. */
export function expiredLinkReason(kind: EmailLink['type'] | LinkKind | undefined): string {
  return (kind && EXPIRED[kind]) ?? 'link-expired'
}

/**
 * The result of a link that starts no session here: it was created without PKCE (for example in the dashboard), and its session
 * is in the URL fragment, where an attacker could have put one. Accepting it would be login CSRF (OWASP ASVS 5.0, 10.2).
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
 * The reason for /error if the Auth server has redirected an email's link without a code.
 *
 * @param query `error`, `error_code` or `message` of the Auth server, or `verified`: the type of a link whose session
 *   LinkFragment has found in the fragment.
 * @returns null if the query has none of these.
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
