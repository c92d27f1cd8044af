import type { SupabaseClient } from '@supabase/supabase-js'
import type { Database } from '@/utils/supabase/database.types'
import { fetchAllRows } from '@/utils/supabase/fetch-all-rows'
import { SECTIONS, type Section } from './sections'

type Row = { id: number; title: string; body: string; created_at: string }

/** The community entries of a user. Other users' entries are public too, so the query excludes them. */
export function ownCommunityRows(client: SupabaseClient<Database>, userId: string, pageSize: number) {
  const rowsOf = (section: Section) =>
    fetchAllRows((after = 0) =>
      client
        .from(section)
        .select('id, title, body, created_at')
        .eq('author_id', userId)
        .gt('id', after)
        .order('id')
        .limit(pageSize),
    )
  return Object.fromEntries(SECTIONS.map((section) => [section, rowsOf(section)])) as Record<
    Section,
    Promise<Row[] | null>
  >
}
