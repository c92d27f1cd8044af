import {
  Ban,
  CircleCheck,
  Eye,
  Fingerprint,
  type IconNode,
  KeyRound,
  Laptop,
  Link2,
  Link2Off,
  Lock,
  LogIn,
  LogOut,
  Mail,
  MailCheck,
  ShieldAlert,
  ShieldCheck,
  ShieldX,
  Smartphone,
  Trash2,
  TriangleAlert,
  UserCog,
  UserPlus,
  UserX,
} from 'lucide'
import type { AuditType } from '@/utils/audit/event-texts'
import { Icon } from './svg-icon'

const ICONS: Record<AuditType, IconNode> = {
  'user.signed_up': UserPlus,
  'user.confirmed': MailCheck,
  'user.invited': Mail,
  'user.email_changed': Mail,
  'user.password_changed': Lock,
  'user.recovery_requested': KeyRound,
  'user.banned': UserX,
  'user.unbanned': CircleCheck,
  'user.deleted': Trash2,
  'session.started': LogIn,
  'session.ended': LogOut,
  'identity.linked': Link2,
  'identity.unlinked': Link2Off,
  'mfa.enrollment_started': Smartphone,
  'mfa.enrolled': ShieldCheck,
  'mfa.verified': ShieldCheck,
  'mfa.failed': TriangleAlert,
  'mfa.unenrolled': ShieldX,
  'mfa.recovery_codes_generated': KeyRound,
  'mfa.recovery_code_used': KeyRound,
  'mfa.reset_requested': ShieldX,
  'mfa.reset_canceled': ShieldCheck,
  'mfa.reset': ShieldX,
  'device.trusted': Smartphone,
  'device.untrusted': Smartphone,
  'device.new': Laptop,
  'device.reported': ShieldAlert,
  'passkey.added': Fingerprint,
  'passkey.removed': Fingerprint,
  'passkey.renamed': Fingerprint,
  'passkey.sign_in': Fingerprint,
  'role.granted': UserCog,
  'role.revoked': UserCog,
  'content.deleted': Trash2,
  'users.listed': Eye,
  'user.viewed': Eye,
  'activity.read': Eye,
  'login.failed': TriangleAlert,
  'login.throttled': TriangleAlert,
  'access.denied': Ban,
}

/** The icon for an audit log type. */
export function EventIcon({ type, isFailure }: { type: AuditType; isFailure: boolean }) {
  return (
    <span
      className={`flex size-9 items-center self-start justify-center rounded-full ${isFailure ? 'bg-danger-surface text-danger' : 'bg-sunken text-muted'}`}
    >
      <Icon node={ICONS[type]} className="size-4.5" />
    </span>
  )
}
