export type ErrorPage = {
  title: string
  lead: string
  /** Offers to send the confirmation email again. */
  resend?: boolean
  /** The pages to start again from, where that is not the sign-in page; the first is the likeliest. */
  again?: { href: string; label: string }[]
}

const SIGN_IN_LINK = { href: '/magic-link', label: 'Email me a sign-in link' }
const RESET_LINK = { href: '/forgot-password', label: 'Send me a new link' }
const NEW_PASSWORD = { href: '/forgot-password', label: 'Choose a password' }

const PROBLEMS: Record<string, ErrorPage> = {
  'link-expired': {
    title: 'This link no longer works',
    lead: 'It was used already, has expired, or a newer email has taken its place. Some email programs open links to check them: then your address is confirmed, and a new link signs you in. Otherwise ask for another confirmation email.',
    resend: true,
    again: [SIGN_IN_LINK, NEW_PASSWORD],
  },
  'link-unclear': {
    title: 'This link could not sign you in',
    lead: 'If it came from an email, your address may be confirmed by now: try to sign in. If that does not work, ask for a new link.',
    again: [SIGN_IN_LINK, NEW_PASSWORD],
  },
  'link-elsewhere': {
    title: 'This link does not work here',
    lead: 'A sign-in link works once, for a few minutes, in the browser that asked for it. Ask for a new one here and open it in this browser.',
    again: [SIGN_IN_LINK],
  },
  'reset-elsewhere': {
    title: 'Ask for a new link in this browser',
    lead: 'A link to choose a new password works once, for a few minutes, in the browser that asked for it. Your old password still works.',
    again: [RESET_LINK],
  },
  'address-confirmed': {
    title: 'Your email address is confirmed',
    lead: 'You are not signed in here yet, and the password from sign-up was not kept: anyone could have signed up with your address. Choose a password, or ask for a sign-in link, and open the email in this browser.',
    again: [NEW_PASSWORD, SIGN_IN_LINK],
  },
  invited: {
    title: 'You have accepted your invitation',
    lead: 'Your email address is confirmed. To sign in, choose a password: we email you a link for that. Or ask for a sign-in link.',
    again: [NEW_PASSWORD, SIGN_IN_LINK],
  },
  'email-changed': {
    title: 'Your email address is changed',
    lead: 'From now on, sign in with the new one.',
  },
  'link-damaged': {
    title: 'This link is not complete',
    lead: 'Part of it is missing. Open it from the email once more, or copy all of it. You can also ask for a new email.',
    resend: true,
  },
  'other-address': {
    title: 'One more email to confirm',
    lead: 'Thank you, that address is confirmed. We have sent an email to your other address too. Open the link in it to finish.',
  },
  'sign-in-link-expired': {
    title: 'This link no longer works',
    lead: 'It was used already, has expired, or a newer email has taken its place. Some email programs open links to check them. Ask for a new one.',
    again: [SIGN_IN_LINK],
  },
  'reauthentication-expired': {
    title: 'This link no longer works',
    lead: 'It was used already, has expired, or a newer email has taken its place. Go back to your account and ask for a new one.',
    again: [{ href: '/account', label: 'Go to your account' }],
  },
  'change-link-expired': {
    title: 'This link no longer works',
    lead: 'It was used already, has expired, or a newer email has taken its place. Your account says which address is yours and lets you send the emails again.',
    again: [{ href: '/account/email', label: 'Go to your account' }],
  },
  'reset-expired': {
    title: 'Ask for a new link',
    lead: 'To choose a new password, you need a link that was not used yet. It works once, for a few minutes. Your old password still works.',
    again: [RESET_LINK],
  },
  'sign-in-denied': {
    title: 'You were not signed in',
    lead: 'You, or the other service, have stopped the sign-in. Nothing was changed. You can try again or take another way.',
  },
  'sign-in-used': {
    title: 'This sign-in is finished already',
    lead: 'Each one works once, and this one was used. If you are not signed in, start again in this browser.',
  },
  'sign-in-expired': {
    title: 'That took too long',
    lead: 'A sign-in has to be finished within five minutes. Start again in the same browser.',
  },
  'other-browser': {
    title: 'This sign-in began in another browser',
    lead: 'It can only be finished where it was begun. Start again in the same browser.',
  },
  'provider-failed': {
    title: 'The other service did not answer as it should',
    lead: 'It did not tell us who you are. Try again in a moment, or take another way to sign in.',
  },
  'provider-off': {
    title: 'This way to sign in is not available',
    lead: 'Right now nobody can sign in this way. Try again in a moment, or take another one.',
  },
  'email-in-use': {
    title: 'There is an account with this address already',
    lead: 'Sign in the way you did before. Afterwards you can add another way to sign in.',
  },
  'identity-in-use': {
    title: 'That account opens another one already',
    lead: 'Each account of the other service can open one account here. Nothing was changed.',
  },
  'linking-off': {
    title: 'Ways to sign in cannot be added',
    lead: 'Right now nobody can add one here. The ways you have still work.',
  },
  'email-unverified': {
    title: 'Your address is not confirmed there',
    lead: 'The other service has not confirmed that your email address is yours. Confirm it there, or sign in the way you did before. If we have sent you an email, its link works too.',
  },
  'signup-closed': {
    title: 'New accounts cannot be made at the moment',
    lead: 'If you have an account, sign in the way you did before.',
  },
  'account-closed': {
    title: 'This account has been closed',
    lead: 'Write to us if you think that is a mistake.',
  },
  unavailable: {
    title: 'We cannot reach the sign-in service',
    lead: 'You did nothing wrong. Start again in a moment.',
  },
  'cross-site': {
    title: 'This did not come from here',
    lead: 'Another site, or another program, has sent this in your name, so nothing was done. If it was you, open the page here and try again.',
    again: [{ href: '/', label: 'Go to the home page' }],
  },
  malformed: {
    title: 'This cannot be read',
    lead: 'The address is mistyped, or what was sent arrived damaged. Nothing was done. Go back and try again.',
    again: [{ href: '/', label: 'Go to the home page' }],
  },
  'too-large': {
    title: 'That is too long',
    lead: 'More was sent than this page can take. Nothing was done. Go back and send less.',
    again: [{ href: '/', label: 'Go to the home page' }],
  },
}

const UNKNOWN: ErrorPage = {
  title: 'That did not work',
  lead: 'Something went wrong on the way. Start again from the sign-in page.',
}

/** Whether /error has words of its own for a reason. */
export function isErrorReason(reason: string | undefined): reason is string {
  return reason !== undefined && Object.hasOwn(PROBLEMS, reason)
}

/** The text for a reason in the address of /error; what is not known gets a text of its own. */
export function errorPage(reason: string | undefined): ErrorPage {
  return (isErrorReason(reason) && PROBLEMS[reason]) || UNKNOWN
}
