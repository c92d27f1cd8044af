import { factorJson, listFactors } from './factor-row.ts'
import { listIdentities } from './identities.ts'
import { isoTime } from './iso-time.ts'
import type { Sql } from './request-context.ts'
import type { IdentityRow, UserRow } from './user-row.ts'

/** The user with all identities, as the Auth server shows it to its owner. */
export async function toUserJson(sql: Sql, user: UserRow) {
  const identities = await listIdentities(sql, user.id)
  const factors = await listFactors(sql, user.id)
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email ?? '',
    phone: user.phone ?? '',
    ...times(user),
    ...(user.email_change && { new_email: user.email_change }),
    ...(user.phone_change && { new_phone: user.phone_change }),
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    ...(factors.length > 0 && { factors: factors.map(factorJson) }),
    identities: identities.map(identityJson),
    is_anonymous: user.is_anonymous,
  }
}

function identityJson(identity: IdentityRow) {
  return {
    identity_id: identity.id,
    id: identity.provider_id,
    user_id: identity.user_id,
    ...(Object.keys(identity.identity_data).length > 0 && { identity_data: identity.identity_data }),
    provider: identity.provider,
    last_sign_in_at: isoTime(identity.last_sign_in_at),
    created_at: isoTime(identity.created_at),
    updated_at: isoTime(identity.updated_at),
    ...(identity.email && { email: identity.email }),
  }
}

const timeColumns = [
  'invited_at',
  'email_confirmed_at',
  'phone_confirmed_at',
  'confirmed_at',
  'confirmation_sent_at',
  'recovery_sent_at',
  'email_change_sent_at',
  'reauthentication_sent_at',
  'last_sign_in_at',
  'banned_until',
  'created_at',
  'updated_at',
  'deleted_at',
] as const

function times(user: UserRow): Record<string, string> {
  return Object.fromEntries(
    timeColumns.flatMap((column) => {
      const time = isoTime(user[column])
      return time ? [[column, time]] : []
    }),
  )
}
