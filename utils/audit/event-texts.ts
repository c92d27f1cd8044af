import type { Enums } from '@/utils/supabase/database.types'

export type AuditType = Enums<'audit_type'>

/** What an entry of the audit log is called where people read it. */
export const EVENT_TEXTS: Record<AuditType, string> = {
  'user.signed_up': 'Account created',
  'user.confirmed': 'Email address confirmed',
  'user.invited': 'Invited',
  'user.email_changed': 'Email address changed',
  'user.password_changed': 'Password changed',
  'user.reset_requested': 'Sign-in or password reset email requested',
  'user.banned': 'Account closed',
  'user.unbanned': 'Account opened again',
  'user.deleted': 'Account deleted',
  'session.started': 'Signed in',
  'session.ended': 'Session ended',
  'identity.linked': 'Sign-in method added',
  'identity.unlinked': 'Sign-in method removed',
  'mfa.started': 'Two-step sign-in set up',
  'mfa.passed': 'Second step of sign-in passed',
  'mfa.removed': 'Two-step sign-in removed',
  'role.given': 'Role given',
  'role.taken': 'Role taken away',
  'content.deleted': 'Entry deleted in the community',
  'people.listed': 'People listed by an administrator',
  'person.viewed': 'Account viewed by an administrator',
  'activity.read': 'Activity read by an administrator',
  'login.failed': 'Sign-in failed',
  'login.throttled': 'Sign-in refused after too many tries',
  'access.denied': 'Access denied',
}

/** Reasons that are codes, in words. Any other reason was written by a person or by a trigger and is shown as it is. */
const REASON_TEXTS = new Map([
  ['invalid_credentials', 'email or password was wrong'],
  ['user_banned', 'the account is closed'],
  ['email_not_confirmed', 'the email address is not confirmed'],
  ['too_many_tries', 'too many tries'],
])

export function formatReason(reason: string | null): string | null {
  const [, code = '', times = ''] = /^(\w+)( \(\d+ in ten minutes\))?$/.exec(reason ?? '') ?? []
  const text = REASON_TEXTS.get(code)
  return text ? text + times : reason
}
