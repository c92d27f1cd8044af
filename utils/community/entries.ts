import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { type DataResult, fetchRow, fetchRows, idempotencyKey, insertOnce } from '@/utils/data-result'
import { memberNames } from '@/utils/organizations/organizations'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { createClient } from '@/utils/supabase/server'
import { createTokenClient } from '@/utils/supabase/token-client'
import { type EntryPage, firstId, PAGE_SIZE, pageOf } from './entry-page'
import { type EntryInput, storedEntrySchema, storedIdSchema } from './schemas'
import type { Section } from './sections'

type Client = SupabaseClient<Database>

/** Whose entries: those of an organization, by its ID, or with null the public ones. */
export type EntriesOwner = string | null

const PUBLIC_COLUMNS = 'id, author_name, title, body, created_at'

/** The filter for an owner. The policies alone would mix public entries with those of the user's organizations. */
const ownedBy = (owner: EntriesOwner) => ['organization_id', owner === null ? 'is' : 'eq', owner] as const

/**
 * Reads a page of a section of the public community, newest first. Needs no session.
 *
 * @param before the last ID of the previous page, unchecked; if missing or invalid, the first page is read.
 * @returns the entries; `older` is the `before` of the next page.
 */
export async function listEntries(
  section: Section,
  before: string | undefined,
): Promise<DataResult<EntryPage>> {
  const session = await sessionState()
  const me = session.status === 'signed-in' ? session.user.id : undefined
  // A session without its second factor reads nothing by itself, so its user sees what everyone sees.
  const supabase =
    session.status === 'mfa-pending'
      ? createTokenClient(getClientInfo(await headers()))
      : await createClient()
  const rows = me
    ? supabase.from(section).select(`${PUBLIC_COLUMNS}, author_id`)
    : supabase.from(section).select(PUBLIC_COLUMNS)
  const newestFirst = rows
    .filter(...ownedBy(null))
    .lt('id', firstId(before))
    .order('id', { ascending: false })
    .limit(PAGE_SIZE + 1)
  const found = await fetchRows(newestFirst, storedEntrySchema)
  if (!found.ok) return found
  const page = pageOf(found.data, ({ author_id, author_name }) => ({
    author_name,
    own: me !== undefined && author_id === me,
  }))
  return { ok: true, data: page }
}

/**
 * Reads a page of a section of an organization, newest first, with the current names of the authors.
 *
 * @param before as in listEntries.
 */
export async function listOrganizationEntries(
  client: Client,
  organizationId: string,
  section: Section,
  userId: string,
  before: string | undefined,
): Promise<DataResult<EntryPage>> {
  const newestFirst = client
    .from(section)
    .select(`${PUBLIC_COLUMNS}, member_id`)
    .filter(...ownedBy(organizationId))
    .lt('id', firstId(before))
    .order('id', { ascending: false })
    .limit(PAGE_SIZE + 1)
  const found = await fetchRows(newestFirst, storedEntrySchema)
  if (!found.ok) return found
  const authorIds = new Set(found.data.flatMap(({ member_id }) => member_id ?? []))
  const names = await memberNames(client, organizationId, [...authorIds])
  const page = pageOf(found.data, ({ member_id }) => ({
    author_name: member_id ? (names.get(member_id) ?? 'Member') : '',
    own: member_id === userId,
  }))
  return { ok: true, data: page }
}

/**
 * Adds an entry unless this form has already added it: a form that is sent twice adds one.
 *
 * @param formId see idempotencyKey.
 */
export async function addEntryOnce(
  client: Client,
  section: Section,
  owner: EntriesOwner,
  { title, body }: EntryInput,
  formId: string,
): Promise<DataResult<null>> {
  const row = { title, body, organization_id: owner, idempotency_key: idempotencyKey(formId, [title, body]) }
  return await insertOnce(client.from(section).insert(row).select('id'), storedIdSchema)
}

/** Deletes an entry. The result is `missing` for one that does not exist, and for one that the user may not delete. */
export async function deleteEntry(client: Client, section: Section, owner: EntriesOwner, id: number) {
  const query = client
    .from(section)
    .delete()
    .eq('id', id)
    .filter(...ownedBy(owner))
  return await fetchRow(query.select('id'), storedIdSchema)
}

/** Reads the ID of an entry, to find out whether it exists. */
export async function findEntry(client: Client, section: Section, owner: EntriesOwner, id: number) {
  const query = client
    .from(section)
    .select('id')
    .eq('id', id)
    .filter(...ownedBy(owner))
  return await fetchRow(query, storedIdSchema)
}
