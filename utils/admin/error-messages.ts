/** What the admin functions of the database refuse with one word, in ours. */
const REFUSALS: Record<string, string> = {
  last_admin: 'Somebody has to stay admin without an end. Make another person admin first.',
  role_not_found: 'This person does not have that role any more.',
  user_not_found: 'This account is not there any more.',
  cannot_grant_to_self: 'You cannot change your own roles. Ask another admin.',
  expiry_after_own: 'Your own role ends before that. Choose an earlier time.',
  expiry_in_past: 'The time has passed already. Choose one in the future.',
}

/** The text for an error of an admin function. */
export function adminErrorMessage(message: string): string {
  return (
    (Object.hasOwn(REFUSALS, message) && REFUSALS[message]) || 'Something went wrong. Try again in a moment.'
  )
}
