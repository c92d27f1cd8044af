import { AUTH_UNAVAILABLE, EMAIL_NOT_SENT } from '@/utils/supabase/fetch'

/** The project has sent all the emails that it may send for now. */
export const EMAIL_QUOTA_REACHED = 'email_quota_reached'

const INCORRECT =
  'Email or password is not right. Check both and try again. If you still cannot sign in, write to us.'

const TRY_LATER = 'We cannot reach the sign-in service right now. Try again in a moment.'

/** https://supabase.com/docs/guides/auth/debugging/error-codes, in our own words: what happened, what to do. */
const TEXTS: Record<string, string> = {
  [AUTH_UNAVAILABLE]: TRY_LATER,
  [EMAIL_NOT_SENT]: 'We can’t send emails right now. Try again in a few minutes, or sign in another way.',
  [EMAIL_QUOTA_REACHED]: 'We can’t send emails right now. Try again in an hour, or sign in another way.',
  captcha_failed: 'We could not confirm that you are human. Try once more.',
  email_conflict_identity_not_deletable:
    'Without it your account would get an email address that another account has, so it has to stay.',
  email_address_invalid: 'Mail cannot be sent to this address. Use another one.',
  identity_not_found: 'There is no such way to sign in any more.',
  invalid_credentials: INCORRECT,
  manual_linking_disabled: 'Ways to sign in cannot be changed at the moment.',
  otp_expired: 'This code is wrong or has expired. Check it, or ask for a new mail.',
  over_email_send_rate_limit: 'We have just sent you a mail. Wait a minute before asking for another.',
  over_request_rate_limit: 'Too many tries. Wait a few minutes and try again.',
  same_password: 'This is the password you have already. Choose another.',
  signup_disabled: 'New accounts cannot be made at the moment.',
  single_identity_not_deletable: 'This is the last way into your account, so it has to stay.',
  // The Auth server says so before it looks at the password: whoever knows no more than an address learns nothing from it.
  user_banned: INCORRECT,
  weak_password: 'This password is too easy to guess. Choose another.',
}

/**
 * The text for an error of the Auth server. Its own words are never shown.
 *
 * @param code the error's code; anything unknown gets a text that says to try again.
 */
export function authErrorMessage(code: string | undefined): string {
  return (code && Object.hasOwn(TEXTS, code) && TEXTS[code]) || 'Something went wrong. Try again.'
}
