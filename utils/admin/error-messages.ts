/** The texts for the error codes of the admin functions in the database. */
const MESSAGES: Record<string, string> = {
  last_admin: 'At least one admin must have no expiry. Make another user an admin first.',
  last_owner:
    'You are the last owner of an organization. Transfer its ownership to another member, or delete the organization first.',
  role_not_found: 'This user no longer has that role.',
  user_not_found: 'This account no longer exists.',
  cannot_grant_to_self: 'You cannot change your own roles. Ask another admin.',
  expiry_after_own: 'Your own role ends before that. Choose an earlier time.',
  cannot_reset_own_factors: 'You cannot reset your own two-factor authentication. Ask another admin.',
  cannot_ban_self: 'You cannot ban yourself. Ask another admin.',
  no_factor: 'This user does not use two-factor authentication.',
  request_not_found: 'Another admin has decided this request, or it was deleted. Reload the page.',
  invalid_signup_entry:
    'Enter an email address, such as name@example.com, or a domain, such as @example.com.',
  sso_provider_linked: 'This identity provider is already linked to an organization. Reload the page.',
  sso_provider_not_found: 'The identity provider or the organization was deleted. Reload the page.',
  expiry_in_past: 'Choose a time in the future.',
}

/** The text for an error of an admin function. */
export function adminErrorMessage(message: string): string {
  return (
    (Object.hasOwn(MESSAGES, message) && MESSAGES[message]) || 'Something went wrong. Try again in a moment.'
  )
}
