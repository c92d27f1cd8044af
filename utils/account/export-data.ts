import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { getAccountOrGuest } from '@/utils/auth/account'
import { lastSignInLocation } from '@/utils/auth/devices/sign-in-location'
import { unmaskUserAgent } from '@/utils/auth/devices/user-agent'
import { redirectIfUnavailable, requireUser } from '@/utils/auth/guards'
import { recoveryCodesLeft } from '@/utils/auth/mfa/recovery-codes'
import { listPasskeys } from '@/utils/auth/passkeys/list-passkeys'
import { AVATAR_TYPE, readAvatar } from '@/utils/avatars/stored-avatar'
import { ownCommunityRows } from '@/utils/community/own-rows'
import { listOrganizations } from '@/utils/organizations/organizations'
import type { Database } from '@/utils/supabase/database.types'
import { fetchAllRows } from '@/utils/supabase/fetch-all-rows'
import { createDownloadClient } from '@/utils/supabase/server'

/** Rows per query. With a lower `[api] max_rows`, reading everything takes more queries. */
const PAGE_SIZE = 1000

/** All rows of the user in each table, or null for a table that could not be read. */
function ownRows(client: SupabaseClient<Database>, userId: string) {
  return {
    activity: fetchAllRows((before) =>
      client.rpc('my_activity', { ...(before !== undefined && { before }), size: PAGE_SIZE }),
    ),
    notes: fetchAllRows((after = 0) =>
      client
        .from('notes')
        .select('id, note')
        .eq('owner_id', userId)
        .gt('id', after)
        .order('id')
        .limit(PAGE_SIZE),
    ),
  }
}

/**
 * Collects all data about the signed-in user: what the Auth server stores, and the user's rows in every table.
 * tests/integration/export.test.ts compares it with the database's catalog and fails when a table is missing without a reason. Left out
 * are hashes of links and codes (device_reports, recovery_codes): they say nothing about the user, and the activity has each event.
 *
 * @returns null when a part could not be read: an incomplete export would look complete.
 * @throws as requireUser does.
 */
export async function exportData() {
  await requireUser()
  const account = await redirectIfUnavailable(getAccountOrGuest())
  const supabase = await createDownloadClient()
  const tables = {
    ...ownRows(supabase, account.id),
    ...ownCommunityRows(supabase, account.id, PAGE_SIZE),
  }
  const [
    passkeys,
    picture,
    organizations,
    invitations,
    removals,
    domains,
    lastLocation,
    profile,
    roles,
    sessions,
    devices,
    accessRequests,
    factorReset,
    codesLeft,
    ...rows
  ] = await Promise.all([
    listPasskeys(),
    readAvatar(supabase, account.id),
    listOrganizations(supabase),
    supabase.rpc('my_invitations'),
    supabase.rpc('my_organization_removals'),
    supabase.rpc('my_organization_domains'),
    lastSignInLocation(supabase, account.id),
    supabase.from('profiles').select('name, created_at, updated_at').eq('id', account.id),
    supabase.from('user_roles').select('role, expires_at').eq('user_id', account.id),
    supabase.rpc('list_sessions'),
    supabase.rpc('list_trusted_devices'),
    supabase.rpc('my_access_requests'),
    supabase.rpc('pending_factor_reset'),
    recoveryCodesLeft(supabase),
    ...Object.values(tables),
  ])
  if (
    !passkeys ||
    !picture ||
    !organizations.ok ||
    invitations.error ||
    removals.error ||
    domains.error ||
    profile.error ||
    roles.error ||
    sessions.error ||
    devices.error ||
    accessRequests.error ||
    factorReset.error ||
    lastLocation === null ||
    codesLeft === null ||
    rows.includes(null)
  )
    return null

  // A pending address stays out: it would reveal whether that address has an account (utils/auth/email-links/pending-email-change.ts).
  const { id, email, created_at, last_sign_in_at, user_metadata, identities = [], factors = [] } = account
  return {
    exportedAt: new Date().toISOString(),
    account: { id, email, created_at, last_sign_in_at, user_metadata },
    signInMethods: identities.map(({ provider, identity_data, created_at: linked_at }) => ({
      provider,
      identity_data,
      linked_at,
    })),
    // The codes themselves are stored as hashes only.
    twoFactor: {
      factors: factors.map(({ factor_type, friendly_name, status, created_at: added_at }) => ({
        factor_type,
        friendly_name,
        status,
        added_at,
      })),
      recovery_codes_left: codesLeft,
      pending_reset: factorReset.data[0] ?? null,
      trusted_devices: devices.data.map((row) => ({ ...row, user_agent: unmaskUserAgent(row.user_agent) })),
    },
    passkeys,
    organizations: organizations.data.map(({ slug, name, role, expires_at, joined_at }) => ({
      slug,
      name,
      role,
      expires_at,
      joined_at,
    })),
    invitations: invitations.data,
    organizationRemovals: removals.data,
    organizationDomains: domains.data,
    profile: profile.data,
    picture: picture === 'missing' ? null : { type: AVATAR_TYPE, base64: picture.toString('base64') },
    roles: roles.data,
    accessRequests: accessRequests.data,
    lastSignInLocation: lastLocation ?? null,
    sessions: sessions.data.map((row) => ({ ...row, user_agent: unmaskUserAgent(row.user_agent) })),
    ...Object.fromEntries(Object.keys(tables).map((table, at) => [table, rows[at]])),
    activity: (await tables.activity)?.map((row) => ({
      ...row,
      user_agent: unmaskUserAgent(row.user_agent),
    })),
  }
}
