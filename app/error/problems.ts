export type Problem = { title: string; lead: string; resend: boolean }

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
    resend: false,
  },
}

const UNKNOWN: Problem = {
  title: 'That did not work',
  lead: 'Something went wrong on the way. Start again from the sign-in page.',
  resend: false,
}

/** The text for a reason in the address of /error; what is not known gets a text of its own. */
export function problem(reason: string | undefined): Problem {
  return (reason && Object.hasOwn(PROBLEMS, reason) && PROBLEMS[reason]) || UNKNOWN
}
