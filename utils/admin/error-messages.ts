/** What the admin functions of the database refuse with one word, in ours. */
const REFUSALS: Record<string, string> = {
  last_admin: 'Somebody has to stay admin without an end. Make another person admin first.',
  no_such_role: 'This person does not have that role any more.',
  no_such_user: 'This account is not there any more.',
  own_role: 'You cannot change your own roles. Ask another admin.',
  until_after_own: 'Your own role ends before that. Choose an earlier time.',
  until_past: 'The time has passed already. Choose one in the future.',
}

/** The text for an error of an admin function. */
export function adminErrorMessage(message: string): string {
  return (
    (Object.hasOwn(REFUSALS, message) && REFUSALS[message]) || 'That did not work. Try again in a moment.'
  )
}
