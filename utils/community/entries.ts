import 'server-only'
import { sessionState } from '@/utils/auth/sessions/session-state'
import { createClient } from '@/utils/supabase/server'
import { entryIdSchema } from './schemas'
import type { Section } from './sections'

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
 * @returns null if the database does not respond. `older` is the `before` of the next page.
 */
export async function listEntries(section: Section, before: string | undefined): Promise<EntryPage | null> {
  const session = await sessionState()
  const me = session.status === 'signed-in' ? session.user.id : undefined
  const supabase = await createClient()
  const from = entryIdSchema.safeParse(before).data ?? Number.MAX_SAFE_INTEGER
  const rows = me
    ? supabase.from(section).select(`${PUBLIC_COLUMNS}, author_id`)
    : supabase.from(section).select(PUBLIC_COLUMNS)
  const { data } = await rows
    .lt('id', from)
    .order('id', { ascending: false })
    .limit(PAGE_SIZE + 1)
  if (!Array.isArray(data)) return null
  const entries = data.slice(0, PAGE_SIZE).map((row) => {
    const { id, author_name, title, body, created_at } = row
    return { id, author_name, title, body, created_at, own: 'author_id' in row && row.author_id === me }
  })
  return { entries, older: data.length > PAGE_SIZE ? (entries.at(-1)?.id ?? null) : null }
}
