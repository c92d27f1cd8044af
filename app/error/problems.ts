export type Problem = {
  title: string
  lead: string
  /** Offers to send the confirmation mail again. */
  resend?: boolean
  /** The page to start again from, where that is not the sign-in page. */
  again?: { href: string; label: string }
}

const PROBLEMS: Record<string, Problem> = {
  'link-expired': {
    title: 'This link no longer works',
    lead: 'It was used already, has expired, or a newer mail has taken its place. If your address is confirmed, just sign in. If not, ask for a new mail.',
    resend: true,
  },
  'link-damaged': {
    title: 'This link is not complete',
    lead: 'Part of it is missing. Open it from the mail once more, or copy all of it. You can also ask for a new mail.',
    resend: true,
  },
  'other-address': {
    title: 'One more mail to confirm',
    lead: 'Thank you, that address is confirmed. We have sent a mail to your other address too; open the link in it to finish.',
  },
  'sign-in-link-expired': {
    title: 'This link no longer works',
    lead: 'It was used already, has expired, or a newer mail has taken its place. Ask for a new one.',
    again: { href: '/magic-link', label: 'Send me a new link' },
  },
  'reset-expired': {
    title: 'Ask for a new mail',
    lead: 'To choose a new password, you need a link that was not used yet and is less than ten minutes old. The old password still works.',
    again: { href: '/forgot-password', label: 'Send me a new mail' },
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
    lead: 'The other service has not confirmed that your email address is yours. Confirm it there, or sign in the way you did before. If we have sent you a mail, its link works too.',
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
    again: { href: '/', label: 'Go to the home page' },
  },
  malformed: {
    title: 'This cannot be read',
    lead: 'The address is mistyped, or what was sent arrived damaged. Nothing was done. Go back and try again.',
    again: { href: '/', label: 'Go to the home page' },
  },
  'too-large': {
    title: 'That is too long',
    lead: 'More was sent than this page can take. Nothing was done. Go back and send less.',
    again: { href: '/', label: 'Go to the home page' },
  },
}

const UNKNOWN: Problem = {
  title: 'That did not work',
  lead: 'Something went wrong on the way. Start again from the sign-in page.',
}

/** Whether /error has words of its own for a reason. */
export function isProblem(reason: string | undefined): reason is string {
  return reason !== undefined && Object.hasOwn(PROBLEMS, reason)
}

/** The text for a reason in the address of /error; what is not known gets a text of its own. */
export function problem(reason: string | undefined): Problem {
  return (isProblem(reason) && PROBLEMS[reason]) || UNKNOWN
}
