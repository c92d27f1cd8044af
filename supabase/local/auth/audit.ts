import { randomUUID } from 'node:crypto'
import type { Call } from './call.ts'
import type { UserRow } from './user-row.ts'

/** Writes what happened to a user into the audit log. */
export async function audit(call: Call, user: UserRow, action: string): Promise<void> {
  const payload = {
    action,
    actor_id: user.id,
    actor_username: user.email ?? '',
    actor_via_sso: false,
    log_type: 'account',
  }
  await call.sql(
    'insert into auth.audit_log_entries (id, payload, ip_address, created_at) values ($1, $2, $3, clock_timestamp())',
    [randomUUID(), JSON.stringify(payload), call.ip],
  )
}
