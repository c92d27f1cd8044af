export type ErrorPage = {
  title: string
  lead: string
  /** Whether something has been completed, and the page says what comes next. */
  done?: true
  /** Offers to send the confirmation email again. */
  resend?: boolean
  /** Pages to start again from, besides the sign-in page; the first is the primary action. */
  again?: { href: string; label: string }[]
}

const SIGN_IN_LINK = { href: '/magic-link', label: 'Email me a sign-in link' }
const RESET_LINK = { href: '/forgot-password', label: 'Send a new link' }
const NEW_PASSWORD = { href: '/forgot-password', label: 'Choose a password' }
const HOME = { href: '/', label: 'Go to home page' }

const NO_LONGER_WORKS = 'It has expired, was already used, or was replaced by a newer email.'

const ERROR_PAGES: Record<string, ErrorPage> = {
  'link-expired': {
    title: 'This link no longer works',
    lead: `${NO_LONGER_WORKS} Some email apps open links to check them. If yours did, your address is already confirmed, and a sign-in link signs you in. Otherwise, request another confirmation email.`,
    resend: true,
    again: [SIGN_IN_LINK, NEW_PASSWORD],
  },
  'link-failed': {
    title: 'This link couldn’t sign you in',
    lead: 'If it came from an email, your address may already be confirmed. Try signing in. If that doesn’t work, request a new link.',
    again: [SIGN_IN_LINK, NEW_PASSWORD],
  },
  'link-other-browser': {
    title: 'This link doesn’t work in this browser',
    lead: 'A sign-in link works once, for a few minutes, in the browser that requested it. Request a new link and open it in this browser.',
    again: [SIGN_IN_LINK],
  },
  'reset-link-other-browser': {
    title: 'Request a new link in this browser',
    lead: 'A password reset link works once, for a few minutes, in the browser that requested it. Your current password still works.',
    again: [RESET_LINK],
  },
  'email-confirmed': {
    title: 'Your email address is confirmed',
    done: true,
    lead: 'You aren’t signed in yet. The password from sign-up wasn’t saved, because anyone could have signed up with your address. Choose a password or request a sign-in link, and open the email in this browser.',
    again: [NEW_PASSWORD, SIGN_IN_LINK],
  },
  'invitation-accepted': {
    title: 'You’ve accepted your invitation',
    done: true,
    lead: 'Your email address is confirmed. To sign in, choose a password or request a sign-in link. Either way, we’ll email you a link.',
    again: [NEW_PASSWORD, SIGN_IN_LINK],
  },
  'email-changed': {
    title: 'Your email address has been changed',
    done: true,
    lead: 'Use the new address the next time you sign in.',
  },
  'link-incomplete': {
    title: 'This link is incomplete',
    lead: 'Part of it is missing. Open it from the email again, or copy the whole link. You can also request a new email.',
    resend: true,
  },
  'confirm-other-email': {
    title: 'Confirm your other email address',
    done: true,
    lead: 'This address is confirmed. We also sent an email to your other address. Open the link in it to finish the change.',
  },
  'sign-in-link-expired': {
    title: 'This link no longer works',
    lead: `${NO_LONGER_WORKS} Some email apps open links to check them. Request a new one.`,
    again: [SIGN_IN_LINK],
  },
  'reauthentication-link-expired': {
    title: 'This link no longer works',
    lead: `${NO_LONGER_WORKS} Go back to your account and request a new one.`,
    again: [{ href: '/account', label: 'Go to your account' }],
  },
  'email-change-link-expired': {
    title: 'This link no longer works',
    lead: `${NO_LONGER_WORKS} Your account shows your current address and lets you resend the emails.`,
    again: [{ href: '/account/email', label: 'Go to your account' }],
  },
  'reset-link-expired': {
    title: 'Request a new link',
    lead: 'To choose a new password, you need an unused link from a recent email. Each link works once, for a few minutes. Your current password still works.',
    again: [RESET_LINK],
  },
  'device-link-expired': {
    title: 'This link no longer works',
    lead: 'It has expired or was already used. If you used it, all devices are signed out. To keep others out, choose a new password.',
    again: [{ href: '/forgot-password', label: 'Choose a new password' }],
  },
  'sign-in-canceled': {
    title: 'Sign-in canceled',
    lead: 'You or the other service stopped the sign-in. Nothing has changed. Try again, or sign in another way.',
  },
  'sign-in-already-used': {
    title: 'This sign-in was already completed',
    lead: 'A sign-in can be completed only once. If you aren’t signed in, start again in this browser.',
  },
  'sign-in-expired': {
    title: 'Sign-in timed out',
    lead: 'You have five minutes to complete a sign-in. Start again in the same browser.',
  },
  'sign-in-other-browser': {
    title: 'This sign-in started in another browser',
    lead: 'Finish it in the browser where it started, or start again in this one.',
  },
  'sso-expired': {
    title: 'Sign-in timed out',
    lead: 'You have two minutes to sign in at your organization. Start again in the same browser.',
    again: [{ href: '/sso', label: 'Continue with SSO' }],
  },
  'sso-incomplete': {
    title: 'Your organization couldn’t sign you in',
    lead: 'It didn’t send your email address. Ask the administrator of your organization to check the single sign-on settings.',
  },
  'sso-other-account': {
    title: 'This is another account',
    lead: 'You signed in at your organization as another user. Nothing has changed. Try again with the account that you use here.',
    again: [{ href: '/account', label: 'Go to your account' }],
  },
  'passkey-rejected': {
    title: 'This passkey didn’t sign you in',
    lead: 'It may have been removed from your account, or it belongs to another site. Try another passkey, or sign in another way.',
  },
  'passkey-expired': {
    title: 'Sign-in timed out',
    lead: 'You have five minutes to use your passkey. Start again in the same browser.',
  },
  'passkeys-disabled': {
    title: 'Passkeys aren’t available',
    lead: 'They’re turned off right now. Sign in another way.',
  },
  'too-many-attempts': {
    title: 'Too many attempts',
    lead: 'There were too many sign-ins from your network. Try again in a few minutes, or sign in another way.',
  },
  'guest-rejected': {
    title: 'We couldn’t start a guest session',
    lead: 'Too many may have started from your network, or the check that you’re human didn’t finish. Try again in a few minutes, or create an account.',
    again: [{ href: '/signup', label: 'Back to sign-up' }],
  },
  'provider-error': {
    title: 'The other service couldn’t sign you in',
    lead: 'It didn’t confirm who you are. Try again in a moment, or sign in another way.',
  },
  'provider-disabled': {
    title: 'This sign-in method isn’t available',
    lead: 'It’s turned off right now. Try again later, or sign in another way.',
  },
  'email-in-use': {
    title: 'An account with this email address already exists',
    lead: 'Sign in the way you usually do. You can then connect this sign-in method in your account.',
  },
  'identity-in-use': {
    title: 'That account is already linked to another user',
    lead: 'An account at another service can be linked to only one user here. Nothing has changed.',
  },
  'linking-disabled': {
    title: 'Sign-in methods can’t be added',
    lead: 'Adding sign-in methods is turned off right now. The ones you have still work.',
  },
  'email-unverified': {
    title: 'Your email address isn’t verified',
    lead: 'The other service hasn’t verified your email address. Verify it there, or sign in the way you usually do. If we sent you an email, its link works too.',
  },
  'signup-disabled': {
    title: 'New sign-ups are closed',
    lead: 'If you have an account, sign in the way you usually do.',
  },
  'signup-not-allowed': {
    title: 'You can’t sign up with this account',
    lead: 'New accounts are limited to certain email addresses. If you have an account, sign in the way you usually do. The sign-up page says who can create one.',
    again: [{ href: '/signup', label: 'See who can sign up' }],
  },
  'invitation-not-found': {
    title: 'This invitation no longer works',
    lead: 'It was revoked, or replaced by a newer email. Open the latest email, or ask the sender for another invitation.',
  },
  'invitation-expired': {
    title: 'This invitation has expired',
    lead: 'Ask the sender for another invitation.',
  },
  'invitation-used': {
    title: 'This invitation has been accepted',
    done: true,
    lead: 'To reach the organization, sign in with the email address that was invited.',
  },
  'account-disabled': {
    title: 'This account has been disabled',
    lead: 'If you think this is a mistake, contact us.',
  },
  unavailable: {
    title: 'Sign-in is temporarily unavailable',
    lead: 'We can’t reach the sign-in service right now. Try again in a moment.',
  },
  'cross-site': {
    title: 'This request came from another site',
    lead: 'We blocked it to protect your account, and nothing has changed. If you made this request, open the page on this site and try again.',
    again: [HOME],
  },
  malformed: {
    title: 'We couldn’t read this request',
    lead: 'The address is mistyped, or the data was damaged on the way. Nothing has changed. Go back and try again.',
    again: [HOME],
  },
  'too-large': {
    title: 'This request is too large',
    lead: 'It’s larger than this page accepts. Nothing has changed. Go back and shorten what you entered.',
    again: [HOME],
  },
}

const UNKNOWN: ErrorPage = {
  title: 'Something went wrong',
  lead: 'We couldn’t complete your request. Start again from the sign-in page.',
}

/** Whether /error has a text for a reason. */
export function isErrorReason(reason: string | undefined): reason is string {
  return reason !== undefined && Object.hasOwn(ERROR_PAGES, reason)
}

/** The text for the reason in the query of /error; an unknown reason gets a general one. */
export function errorPage(reason: string | undefined): ErrorPage {
  return (isErrorReason(reason) && ERROR_PAGES[reason]) || UNKNOWN
}
