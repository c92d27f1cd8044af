/** The texts for the error codes of the organization functions in the database. */
const MESSAGES: Record<string, string> = {
  'permission denied': 'You don’t have permission to do this.',
  role_above_own: 'You can’t grant or change a role above your own. Ask an owner.',
  expiry_after_own: 'Your own membership ends before that. Choose an earlier time.',
  expiry_in_past: 'Choose a time in the future.',
  own_membership_expires: 'Your own membership expires. Ask someone whose membership doesn’t.',
  own_membership: 'You can’t change your own role. Leave the organization, or transfer its ownership.',
  already_member: 'This address belongs to a member. Change their role instead.',
  already_invited: 'This address has already been invited. Resend the invitation, or revoke it first.',
  invitation_not_found: 'This invitation was accepted or revoked.',
  quota_exceeded: 'You’ve sent too many invitations. Try again later.',
  member_not_found: 'This user is no longer a member.',
  not_own_domain: 'You can only add the domain of your own confirmed email address.',
  public_email_domain: 'Anyone can get an email address at this domain. Use the domain of your team.',
  too_many_domains: 'An organization can have 10 domains. Remove one first.',
  domain_not_found: 'This domain was removed.',
  slug_taken: 'This address is taken. Choose another one.',
  last_owner:
    'The organization needs an owner who can sign in and whose role doesn’t expire. Make another member an owner first, or delete the organization.',
}

/** The result of a form while the organization cannot be read. */
export const ORGANIZATION_UNAVAILABLE = {
  message: 'We can’t do this right now. Nothing has changed. Try again in a moment.',
}

/** The text for an error of an organization function. */
export function organizationErrorMessage(message: string): string {
  return (
    (Object.hasOwn(MESSAGES, message) && MESSAGES[message]) || 'Something went wrong. Try again in a moment.'
  )
}
