import type { AuditType } from '@/utils/audit/event-texts'
import { Icon, type IconName } from './svg-icon'

const ICONS: Record<AuditType, IconName> = {
  'user.signed_up': 'icon-user-plus',
  'user.confirmed': 'icon-mail-check',
  'user.invited': 'icon-mail',
  'user.email_changed': 'icon-mail',
  'user.password_changed': 'icon-lock',
  'user.recovery_requested': 'icon-key-round',
  'user.banned': 'icon-user-x',
  'user.unbanned': 'icon-circle-check',
  'user.deleted': 'icon-trash-2',
  'session.started': 'icon-log-in',
  'session.ended': 'icon-log-out',
  'identity.linked': 'icon-link-2',
  'identity.unlinked': 'icon-link-2-off',
  'mfa.enrollment_started': 'icon-smartphone',
  'mfa.enrolled': 'icon-shield-check',
  'mfa.verified': 'icon-shield-check',
  'mfa.failed': 'icon-triangle-alert',
  'mfa.unenrolled': 'icon-shield-x',
  'mfa.recovery_codes_generated': 'icon-key-round',
  'mfa.recovery_code_used': 'icon-key-round',
  'mfa.reset_requested': 'icon-shield-x',
  'mfa.reset_canceled': 'icon-shield-check',
  'mfa.reset': 'icon-shield-x',
  'device.trusted': 'icon-smartphone',
  'device.untrusted': 'icon-smartphone',
  'device.new': 'icon-laptop',
  'device.reported': 'icon-shield-alert',
  'passkey.added': 'icon-fingerprint',
  'passkey.removed': 'icon-fingerprint',
  'passkey.renamed': 'icon-fingerprint',
  'passkey.sign_in': 'icon-fingerprint',
  'role.granted': 'icon-user-cog',
  'role.revoked': 'icon-user-cog',
  'content.deleted': 'icon-trash-2',
  'organization.created': 'icon-building-2',
  'organization.renamed': 'icon-building-2',
  'organization.mfa_changed': 'icon-shield-check',
  'organization.deleted': 'icon-trash-2',
  'organization.member_role_changed': 'icon-user-cog',
  'organization.member_removed': 'icon-user-x',
  'organization.member_left': 'icon-log-out',
  'organization.ownership_transferred': 'icon-user-cog',
  'organization.invitation_sent': 'icon-mail',
  'organization.invitation_revoked': 'icon-user-x',
  'organization.invitation_accepted': 'icon-user-plus',
  'organization.domain_added': 'icon-mail',
  'organization.domain_removed': 'icon-trash-2',
  'organization.member_joined': 'icon-user-plus',
  'organization.sso_linked': 'icon-building-2',
  'organization.sso_unlinked': 'icon-building-2',
  'organization.sso_joined': 'icon-user-plus',
  'signup_policy.changed': 'icon-user-cog',
  'access_request.approved': 'icon-user-plus',
  'access_request.rejected': 'icon-user-x',
  'access_requests.listed': 'icon-eye',
  'organizations.listed': 'icon-eye',
  'organization.viewed': 'icon-eye',
  'users.listed': 'icon-eye',
  'user.viewed': 'icon-eye',
  'activity.read': 'icon-eye',
  'login.failed': 'icon-triangle-alert',
  'login.throttled': 'icon-triangle-alert',
  'access.denied': 'icon-ban',
  'guest.converted': 'icon-user-plus',
  'guest.notes_moved': 'icon-user-plus',
}

/** The icon for an audit log type. */
export function EventIcon({ type, isFailure }: { type: AuditType; isFailure: boolean }) {
  return (
    <span
      className={`flex size-9 items-center self-start justify-center rounded-full ${isFailure ? 'bg-danger-surface text-danger' : 'bg-sunken text-muted'}`}
    >
      <Icon name={ICONS[type]} className="size-4.5" />
    </span>
  )
}
