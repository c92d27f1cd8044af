import 'server-only'
import { z } from 'zod'
import { type DataResult, fetchRow, fetchRows } from '@/utils/data-result'
import { createClient } from '@/utils/supabase/server'
import { searchText } from './search-text'

/** The database counts members up to this number. */
const MAX_COUNTED = 1000
const PAGE_SIZE = 25

const listedOrganization = z.object({
  id: z.guid(),
  slug: z.string(),
  name: z.string(),
  requires_mfa: z.boolean(),
  created_at: z.string(),
  members: z.number(),
  owner_id: z.guid().nullable(),
  owner_name: z.string(),
  owner_email: z.string(),
})

export type ListedOrganization = z.infer<typeof listedOrganization>

type OrganizationsPage = { organizations: ListedOrganization[]; older: string | null }

/**
 * Lists organizations for administrators: newest first, or those that a search finds, in the order of the words that matched.
 *
 * @param query unchecked. `search`: the start of a name, a slug, or a word of them. `before`: the last ID of the previous page.
 */
export async function listOrganizations({
  search = '',
  before,
}: {
  search?: string | undefined
  before?: string | undefined
}): Promise<DataResult<OrganizationsPage>> {
  const last = z.guid().safeParse(before).data
  const supabase = await createClient()
  const query = supabase.rpc('list_organizations', {
    search: searchText(search),
    ...(last && { before: last }),
    size: PAGE_SIZE + 1,
  })
  const found = await fetchRows(query, listedOrganization)
  if (!found.ok) return found
  const organizations = found.data.slice(0, PAGE_SIZE)
  const older = found.data.length > PAGE_SIZE ? (organizations.at(-1)?.id ?? null) : null
  return { ok: true, data: { organizations, older } }
}

/** An organization by its slug, for administrators. */
export async function findOrganization(slug: string): Promise<DataResult<ListedOrganization>> {
  const supabase = await createClient()
  return await fetchRow(
    supabase.rpc('get_organization', { organization_slug: searchText(slug) }),
    listedOrganization,
  )
}

/** How many members an organization has, on screen. */
export function memberCount({ members }: ListedOrganization): string {
  return members < MAX_COUNTED ? String(members) : `${MAX_COUNTED.toLocaleString('en')} or more`
}
