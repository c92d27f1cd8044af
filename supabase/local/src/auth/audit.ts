import { randomUUID } from 'node:crypto'
import type { RequestContext } from './request-context.ts'
import type { UserRow } from './user-row.ts'

/** The recorded actions, with the `log_type` of the real server. */
const logTypes = {
  login: 'account',
  logout: 'account',
  user_signedup: 'team',
  user_invited: 'team',
  user_deleted: 'team',
  token_refreshed: 'token',
  token_revoked: 'token',
  user_modified: 'user',
  user_recovery_requested: 'user',
  user_reauthenticate_requested: 'user',
  user_confirmation_requested: 'user',
  user_repeated_signup: 'user',
  user_updated_password: 'user',
  identity_linked: 'user',
  identity_unlinked: 'user',
  passkey_created: 'user',
  passkey_updated: 'user',
  passkey_deleted: 'user',
  factor_in_progress: 'factor',
  challenge_created: 'factor',
  verification_attempted: 'factor',
  factor_unenrolled: 'factor',
  factor_deleted: 'factor',
  factor_updated: 'factor',
  recovery_codes_generated: 'factor',
  recovery_codes_verified: 'factor',
  recovery_codes_regenerated: 'factor',
  recovery_codes_deleted: 'factor',
} as const

export type AuditAction = keyof typeof logTypes

/** Only these, and every event of a passkey, contain the address of the request. */
const withAddress = new Set<AuditAction>([
  'identity_linked',
  'identity_unlinked',
  'factor_in_progress',
  'challenge_created',
  'verification_attempted',
  'factor_unenrolled',
  'factor_deleted',
  'recovery_codes_generated',
  'recovery_codes_verified',
  'recovery_codes_regenerated',
  'recovery_codes_deleted',
])

type Actor = Pick<UserRow, 'id' | 'email' | 'phone' | 'raw_user_meta_data' | 'is_sso_user'>

/** The actor of requests with the secret key. */
export const serviceRole: Actor = {
  id: '00000000-0000-0000-0000-000000000000',
  email: 'service_role',
  phone: null,
  raw_user_meta_data: null,
  is_sso_user: false,
}

/**
 * Writes an entry to the Auth server's log, `auth.audit_log_entries`.
 * @param traits further details of the action.
 */
export async function audit(
  context: RequestContext,
  actor: Actor,
  action: AuditAction,
  traits?: Record<string, unknown>,
): Promise<void> {
  const name = actor.raw_user_meta_data?.full_name
  const payload = {
    action,
    actor_id: actor.id,
    ...(name !== undefined && { actor_name: name }),
    actor_username: actor.phone || actor.email || '',
    actor_via_sso: actor.is_sso_user,
    log_type: logTypes[action],
    ...(traits && { traits }),
  }
  await context.sql(
    'insert into auth.audit_log_entries (id, payload, ip_address, created_at) values ($1, $2, $3, clock_timestamp())',
    [randomUUID(), JSON.stringify(payload), withAddress.has(action) || traits?.passkey_id ? context.ip : ''],
  )
}
