import { AuthError } from './auth-error.ts'
import { hasVerifiedFactor } from './factor-row.ts'
import type { RequestContext, Sql } from './request-context.ts'
import { requireUser } from './require-user.ts'
import type { UserRow } from './user-row.ts'

export const MAX_PASSKEYS_PER_USER = 10

/** A row of auth.webauthn_credentials; binary columns in hex. */
export interface CredentialRow {
  id: string
  user_id: string
  credential_id: string
  public_key: string
  sign_count: number
  backup_eligible: boolean
  friendly_name: string
  created_at: string
  last_used_at: string | null
}

const COLUMNS = `id, user_id, encode(credential_id, 'hex') as credential_id, encode(public_key, 'hex') as public_key,
  sign_count::int as sign_count, backup_eligible, friendly_name, created_at, last_used_at`

/** The passkeys of a user, the oldest first. */
export async function listCredentials(sql: Sql, userId: string): Promise<CredentialRow[]> {
  return sql<CredentialRow>(
    `select ${COLUMNS} from auth.webauthn_credentials where user_id = $1 order by created_at`,
    [userId],
  )
}

/** Throws 404 passkey_disabled unless `[auth.passkey]` is enabled. */
export function requirePasskeys({ settings }: RequestContext): void {
  if (!settings.passkey.enabled) throw new AuthError(404, 'passkey_disabled', 'Passkeys are disabled')
}

/**
 * Whose passkeys a request adds or removes.
 * @returns the user. Throws as requireUser does, 404 passkey_disabled, 403 insufficient_aal for an aal1 session of a user with a
 * verified factor.
 */
export async function requirePasskeyManager(context: RequestContext): Promise<UserRow> {
  requirePasskeys(context)
  const { user, session } = await requireUser(context)
  if (session.aal === 'aal1' && (await hasVerifiedFactor(context, user))) {
    const message = 'AAL2 session is required to manage passkeys when MFA is enabled'
    throw new AuthError(403, 'insufficient_aal', message)
  }
  return user
}
