import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { z } from 'zod'
import { type DataResult, fetchRow, fetchRows } from '@/utils/data-result'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { createTokenClient } from '@/utils/supabase/token-client'
import { ORGANIZATION_ROLES } from './organization-schema'

const INVITATIONS_PER_PAGE = 25

const role = z.enum(ORGANIZATION_ROLES)

const pendingInvitationSchema = z.object({
  id: z.guid(),
  email: z.string(),
  role,
  member_until: z.string().nullable(),
  expires_at: z.string(),
})

export type PendingInvitation = z.infer<typeof pendingInvitationSchema>

const invitationSchema = z.object({
  organization_name: z.string(),
  organization_slug: z.string(),
  email: z.string(),
  role,
  member_until: z.string().nullable(),
  invited_by: z.string(),
  status: z.enum(['pending', 'accepted', 'expired']),
})

export type Invitation = z.infer<typeof invitationSchema>

/**
 * A page of the pending invitations of an organization, by address. `next` is the last address on it, or null on the last page.
 *
 * @param after the last address of the previous page.
 */
export async function listInvitations(
  client: SupabaseClient<Database>,
  organizationId: string,
  after = '',
): Promise<DataResult<{ invitations: PendingInvitation[]; next: string | null }>> {
  const query = client.rpc('list_invitations', {
    organization_id: organizationId,
    after,
    size: INVITATIONS_PER_PAGE + 1,
  })
  const found = await fetchRows(query, pendingInvitationSchema)
  if (!found.ok) return found
  const invitations = found.data.slice(0, INVITATIONS_PER_PAGE)
  const next = found.data.length > INVITATIONS_PER_PAGE ? (invitations.at(-1)?.email ?? null) : null
  return { ok: true, data: { invitations, next } }
}

/** The invitation with a token, for everyone who has it; `missing` if it was revoked, replaced, or deleted. */
export async function readInvitation(token: string): Promise<DataResult<Invitation>> {
  const client = createTokenClient(getClientInfo(await headers()))
  return await fetchRow(client.rpc('read_invitation', { token }), invitationSchema)
}
