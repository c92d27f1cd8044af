import { SIGNUP_NOT_ALLOWED } from '@/utils/auth/signup/signup-rejection'

/**
 * The Auth server's error codes and the reasons for /error that explain them.
 * https://supabase.com/docs/guides/auth/debugging/error-codes
 */
const REASONS: Record<string, string> = {
  bad_code_verifier: 'sign-in-other-browser',
  bad_oauth_callback: 'sign-in-expired',
  bad_oauth_state: 'sign-in-expired',
  email_conflict_identity_not_deletable: 'email-in-use',
  email_exists: 'email-in-use',
  email_not_confirmed: 'email-unverified',
  flow_state_already_used: 'sign-in-already-used',
  flow_state_expired: 'sign-in-expired',
  flow_state_not_found: 'sign-in-already-used',
  identity_already_exists: 'identity-in-use',
  manual_linking_disabled: 'linking-disabled',
  otp_expired: 'link-expired',
  over_email_send_rate_limit: 'email-unverified',
  pkce_code_verifier_not_found: 'sign-in-other-browser',
  provider_disabled: 'provider-disabled',
  provider_email_needs_verification: 'email-unverified',
  saml_assertion_no_email: 'sso-incomplete',
  saml_assertion_no_user_id: 'sso-incomplete',
  saml_relay_state_expired: 'sso-expired',
  saml_relay_state_not_found: 'sign-in-already-used',
  signup_disabled: 'signup-disabled',
  sso_provider_disabled: 'provider-disabled',
  user_already_exists: 'email-in-use',
  user_banned: 'account-disabled',
}

/** The reason for /error for an error code of the Auth server. */
export function oauthErrorReason(code: string | null | undefined): string {
  return (code && Object.hasOwn(REASONS, code) && REASONS[code]) || 'provider-error'
}

/**
 * The reason for /error if the Auth server has redirected the browser without a code.
 *
 * @param query the query of the redirect: `error`, `error_code`, `error_description`. The last one is untrusted text: only the
 *   message of the hook that decides who may sign up is recognized.
 * @returns null if the query has no error.
 */
export function oauthCallbackError(query: URLSearchParams): string | null {
  if (query.get('error_description') === SIGNUP_NOT_ALLOWED) return 'signup-not-allowed'
  const code = query.get('error_code')
  if (code && Object.hasOwn(REASONS, code)) return oauthErrorReason(code)
  if (query.get('error') === 'access_denied') return 'sign-in-canceled'
  return query.has('error') || code ? 'provider-error' : null
}
