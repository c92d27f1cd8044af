import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { z } from 'zod'
import { type DataResult, fetchRows } from '@/utils/data-result'
import type { Database } from '@/utils/supabase/database.types'
import { domainRowSchema, joinableSchema } from './organization-schema'

type Client = SupabaseClient<Database>

export type OrganizationDomain = z.infer<typeof domainRowSchema>
export type JoinableOrganization = z.infer<typeof joinableSchema>

/** The domains at which users with a confirmed email address can join an organization. At most ten. */
export async function listDomains(
  client: Client,
  organizationId: string,
): Promise<DataResult<OrganizationDomain[]>> {
  return await fetchRows(
    client.rpc('list_organization_domains', { organization_id: organizationId }),
    domainRowSchema,
  )
}

/** The organizations that the user can join because of the domain of their email address. At most 25. */
export async function listJoinable(client: Client): Promise<DataResult<JoinableOrganization[]>> {
  return await fetchRows(client.rpc('list_joinable_organizations'), joinableSchema)
}
