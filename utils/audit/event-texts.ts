import type { Enums } from '@/utils/supabase/database.types'

export type AuditType = Enums<'audit_type'>

/** The display texts of the audit log types. */
export const EVENT_TEXTS: Record<AuditType, string> = {
  'user.signed_up': 'Account created',
  'user.confirmed': 'Email address confirmed',
  'user.invited': 'Invitation sent',
  'user.email_changed': 'Email address changed',
  'user.password_changed': 'Password changed',
  'user.recovery_requested': 'Sign-in or password reset email requested',
  'user.banned': 'Account banned',
  'user.unbanned': 'Account unbanned',
  'user.deleted': 'Account deleted',
  'session.started': 'Signed in',
  'session.ended': 'Session ended',
  'identity.linked': 'Sign-in method added',
  'identity.unlinked': 'Sign-in method removed',
  'mfa.enrollment_started': 'Two-factor authentication setup started',
  'mfa.enrolled': 'Two-factor authentication turned on',
  'mfa.verified': 'Two-factor authentication passed',
  'mfa.failed': 'Two-factor authentication failed',
  'mfa.unenrolled': 'Two-factor authentication removed',
  'mfa.recovery_codes_generated': 'Recovery codes created',
  'mfa.recovery_code_used': 'Recovery code used',
  'mfa.reset_requested': 'Reset of two-factor authentication requested by an administrator',
  'mfa.reset_canceled': 'Reset of two-factor authentication canceled',
  'mfa.reset': 'Two-factor authentication reset',
  'device.trusted': 'Device trusted',
  'device.untrusted': 'Trust in a device ended',
  'device.new': 'Signed in on a new device',
  'device.reported': 'Sign-in reported as not yours: all sessions ended',
  'passkey.added': 'Passkey added',
  'passkey.removed': 'Passkey removed',
  'passkey.renamed': 'Passkey renamed',
  'passkey.sign_in': 'Passkey used to sign in',
  'role.granted': 'Role granted',
  'role.revoked': 'Role revoked',
  'content.deleted': 'Community post deleted',
  'organization.created': 'Organization created',
  'organization.renamed': 'Organization renamed',
  'organization.mfa_changed': 'Two-factor requirement of an organization changed',
  'organization.deleted': 'Organization deleted',
  'organization.member_role_changed': 'Role in an organization changed',
  'organization.member_removed': 'Removed from an organization',
  'organization.member_left': 'Left an organization',
  'organization.ownership_transferred': 'Ownership of an organization transferred',
  'organization.invitation_sent': 'Invitation to an organization sent',
  'organization.invitation_revoked': 'Invitation to an organization revoked',
  'organization.invitation_accepted': 'Invitation to an organization accepted',
  'organization.domain_added': 'Domain added to an organization',
  'organization.domain_removed': 'Domain removed from an organization',
  'organization.member_joined': 'Organization joined',
  'organization.sso_linked': 'Identity provider linked to an organization',
  'organization.sso_unlinked': 'Identity provider unlinked from an organization',
  'organization.sso_joined': 'Joined an organization through single sign-on',
  'signup_policy.changed': 'Sign-up settings changed',
  'access_request.approved': 'Access request approved',
  'access_request.rejected': 'Access request rejected',
  'access_requests.listed': 'Access requests listed by an administrator',
  'organizations.listed': 'Organizations listed by an administrator',
  'organization.viewed': 'Organization viewed by an administrator',
  'users.listed': 'Users listed by an administrator',
  'user.viewed': 'Account viewed by an administrator',
  'activity.read': 'Activity read by an administrator',
  'login.failed': 'Sign-in failed',
  'login.throttled': 'Sign-in blocked after too many attempts',
  'access.denied': 'Access denied',
  'guest.converted': 'Guest became a member',
  'guest.notes_moved': 'Notes of a guest added',
}

/** Whether an untrusted value is a type of the audit log. */
export function isAuditType(type: string | undefined): type is AuditType {
  return type !== undefined && Object.hasOwn(EVENT_TEXTS, type)
}

/** The texts for reasons that are codes. Any other reason was written by a user or a trigger and is shown as is. */
const REASON_TEXTS = new Map([
  ['invalid_credentials', 'incorrect email or password'],
  ['user_banned', 'the account is banned'],
  ['email_not_confirmed', 'the email address is not confirmed'],
  ['too_many_attempts', 'too many attempts'],
  ['incorrect_code', 'incorrect code'],
  ['recovery_code', 'incorrect recovery code'],
  ['passkey', 'with a passkey'],
  ['sso', 'with SSO'],
  ['unusual_sign_in', 'correct password, but an unusual sign-in'],
])

export function formatReason(reason: string | null): string | null {
  const [, code = '', times = ''] = /^(\w+)( \(\d+ in 10 minutes\))?$/.exec(reason ?? '') ?? []
  const text = REASON_TEXTS.get(code)
  return text ? text + times : reason
}
