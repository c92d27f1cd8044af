import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { type DataResult, fetchRow, fetchRows } from '@/utils/data-result'
import type { Database } from '@/utils/supabase/database.types'
import {
  type Member,
  type Membership,
  type MembersPage,
  memberRowSchema,
  membershipSchema,
} from './organization-schema'

type Client = SupabaseClient<Database>

export const MEMBERS_PER_PAGE = 25

/** The organizations of the user, by name. */
export async function listOrganizations(client: Client): Promise<DataResult<Membership[]>> {
  return await fetchRows(client.rpc('list_my_organizations'), membershipSchema)
}

/**
 * A page of the members of an organization, in the order in which they joined.
 *
 * @param after the last ID of the previous page.
 */
export async function listMembers(
  client: Client,
  organizationId: string,
  after?: string,
): Promise<DataResult<MembersPage>> {
  const query = client.rpc('list_organization_members', {
    organization_id: organizationId,
    size: MEMBERS_PER_PAGE + 1,
    ...(after && { after }),
  })
  const found = await fetchRows(query, memberRowSchema)
  if (!found.ok) return found
  const members = found.data.slice(0, MEMBERS_PER_PAGE)
  const next = found.data.length > MEMBERS_PER_PAGE ? (members.at(-1)?.user_id ?? null) : null
  return { ok: true, data: { members, next } }
}

/** The names of members of an organization, by ID; empty if the database gives no clear response. */
export async function memberNames(
  client: Client,
  organizationId: string,
  userIds: string[],
): Promise<Map<string, string>> {
  const query = client.rpc('list_organization_members', {
    organization_id: organizationId,
    user_ids: userIds,
  })
  const found = await fetchRows(query, memberRowSchema)
  return new Map(found.ok ? found.data.map(({ user_id, name, email }) => [user_id, name || email]) : [])
}

/** One member of an organization. */
export async function readMember(
  client: Client,
  organizationId: string,
  userId: string,
): Promise<DataResult<Member>> {
  const query = client.rpc('list_organization_members', {
    organization_id: organizationId,
    user_ids: [userId],
  })
  return await fetchRow(query, memberRowSchema)
}
