import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { headers } from 'next/headers'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { type DataResult, fetchRow, fetchRows, idempotencyKey, insertOnce } from '@/utils/data-result'
import { getClientInfo } from '@/utils/supabase/client-info'
import type { Database } from '@/utils/supabase/database.types'
import { createClient } from '@/utils/supabase/server'
import { createTokenClient } from '@/utils/supabase/token-client'
import { type EntryInput, entryIdSchema, storedEntrySchema, storedIdSchema } from './schemas'
import type { Section } from './sections'

type Client = SupabaseClient<Database>

export type Entry = {
  id: number
  author_name: string
  title: string
  body: string
  created_at: string
  /** Written by the client. */
  own: boolean
}

export type EntryPage = { entries: Entry[]; older: number | null }

const PAGE_SIZE = 20
const PUBLIC_COLUMNS = 'id, author_name, title, body, created_at'

/**
 * Reads a page of a section, newest first. Needs no session.
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
  const from = entryIdSchema.safeParse(before).data ?? Number.MAX_SAFE_INTEGER
  const rows = me
    ? supabase.from(section).select(`${PUBLIC_COLUMNS}, author_id`)
    : supabase.from(section).select(PUBLIC_COLUMNS)
  const newestFirst = rows
    .lt('id', from)
    .order('id', { ascending: false })
    .limit(PAGE_SIZE + 1)
  const found = await fetchRows(newestFirst, storedEntrySchema)
  if (!found.ok) return found
  const entries = found.data.slice(0, PAGE_SIZE).map(({ author_id, ...entry }) => ({
    ...entry,
    own: me !== undefined && author_id === me,
  }))
  const older = found.data.length > PAGE_SIZE ? (entries.at(-1)?.id ?? null) : null
  return { ok: true, data: { entries, older } }
}

/**
 * Adds an entry unless this form has already added it: a form that is sent twice adds one.
 *
 * @param formId see idempotencyKey.
 */
export async function addEntryOnce(
  client: Client,
  section: Section,
  { title, body }: EntryInput,
  formId: string,
): Promise<DataResult<null>> {
  const row = { title, body, idempotency_key: idempotencyKey(formId, [title, body]) }
  return await insertOnce(client.from(section).insert(row).select('id'), storedIdSchema)
}

/** Deletes an entry. The result is `missing` for one that does not exist, and for one that the user may not delete. */
export async function deleteEntry(client: Client, section: Section, id: number) {
  return await fetchRow(client.from(section).delete().eq('id', id).select('id'), storedIdSchema)
}

/** Reads the ID of an entry, to find out whether it exists. */
export async function findEntry(client: Client, section: Section, id: number) {
  return await fetchRow(client.from(section).select('id').eq('id', id), storedIdSchema)
}
