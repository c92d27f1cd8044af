import { AUTH_UNAVAILABLE, EMAIL_NOT_SENT } from '@/utils/supabase/fetch'

/** The email quota of the project is used up. */
export const EMAIL_QUOTA_REACHED = 'email_quota_reached'

const INCORRECT =
  'Incorrect email or password. Check both and try again. If you still can’t sign in, contact us.'

/** A sign-in whose risk is too high. */
export const SIGN_IN_REJECTED = 'sign_in_rejected'

const TRY_LATER = 'We can’t reach the sign-in service right now. Try again in a moment.'

/** https://supabase.com/docs/guides/auth/debugging/error-codes, as texts: what happened, and what to do. */
const TEXTS: Record<string, string> = {
  [AUTH_UNAVAILABLE]: TRY_LATER,
  [EMAIL_NOT_SENT]: 'We can’t send emails right now. Try again in a few minutes, or sign in another way.',
  [EMAIL_QUOTA_REACHED]: 'We can’t send emails right now. Try again in an hour, or sign in another way.',
  captcha_failed: 'We couldn’t verify that you’re human. Try again.',
  email_conflict_identity_not_deletable:
    'This sign-in method can’t be removed, because your account would switch to an email address that another account uses.',
  email_address_invalid: 'We can’t send email to this address. Use a different one.',
  identity_not_found: 'This sign-in method no longer exists.',
  invalid_credentials: INCORRECT,
  insufficient_aal: 'Verify that it’s you with your second factor, then try again.',
  manual_linking_disabled: 'Sign-in methods can’t be changed right now.',
  mfa_code_already_used: 'This code was already used. Wait for the next one in your app.',
  mfa_challenge_expired: 'This took too long. Enter the code that your app shows now.',
  mfa_factor_name_conflict: 'You already use this name. Choose a different one.',
  mfa_factor_not_found: 'This authenticator app no longer exists. Reload the page.',
  mfa_ip_address_mismatch: 'Your network changed. Enter the code that your app shows now.',
  mfa_totp_enroll_not_enabled: 'Authenticator apps can’t be added right now.',
  mfa_verification_failed: 'This code is incorrect or has expired. Enter the code that your app shows now.',
  mfa_verification_rejected: 'This code is incorrect or has expired. Enter the code that your app shows now.',
  passkey_disabled: 'Passkeys aren’t available right now. Sign in another way.',
  passkey_of_other_account: 'This passkey belongs to another account. Choose one of this account.',
  otp_expired: 'This code is incorrect or has expired. Check it, or request a new email.',
  over_email_send_rate_limit: 'We just sent you an email. Wait a minute before requesting another.',
  over_request_rate_limit: 'Too many attempts. Wait a few minutes and try again.',
  raised_by_recovery_code:
    'You signed in with a recovery code. Add your new authenticator app first, then remove this one.',
  recovery_code_incorrect: 'This code is incorrect or was already used. Try another one.',
  recovery_code_locked:
    'Too many incorrect recovery codes. Try again in 15 minutes, or use your authenticator app.',
  same_password: 'This is your current password. Choose a different one.',
  signup_disabled: 'New sign-ups are closed.',
  // Also for an incorrect password where the risk of sign-ins is assessed: the text must not say that the password is correct.
  [SIGN_IN_REJECTED]:
    'Incorrect email or password, or the sign-in looks unusual. Check both. If they’re correct, reset your password by email to sign in.',
  single_identity_not_deletable: 'This is your only sign-in method, so it can’t be removed.',
  too_many_passkeys: 'You have reached the maximum number of passkeys. Remove one that you no longer use.',
  webauthn_challenge_expired: 'This took longer than five minutes. Try again.',
  webauthn_challenge_not_found: 'This took longer than five minutes. Try again.',
  webauthn_credential_exists: 'This passkey is already registered.',
  webauthn_verification_failed: 'This passkey couldn’t be verified. Try again, or use another one.',
  too_many_enrolled_mfa_factors: 'You have too many authenticator apps. Remove one first.',
  sso_provider_disabled: 'Single sign-on isn’t available right now. Sign in another way.',
  sso_provider_not_found: 'Single sign-on isn’t available right now. Sign in another way.',
  user_sso_managed: 'Your organization manages this account. You can change this only there.',
  // The Auth server reports this before it checks the password, so a text of its own would reveal the account.
  user_banned: INCORRECT,
  weak_password: 'This password is too easy to guess. Choose a different one.',
}

/**
 * The text for an error of the Auth server, whose own message is never shown.
 *
 * @param code the error code; an unknown one gets a general text.
 */
export function authErrorMessage(code: string | undefined): string {
  return (code && Object.hasOwn(TEXTS, code) && TEXTS[code]) || 'Something went wrong. Try again.'
}
