import type { z } from 'zod'
import { entryIdSchema, type storedEntrySchema } from './schemas'

export type Entry = {
  id: number
  /** Empty if the author has left. */
  author_name: string
  title: string
  body: string
  created_at: string
  /** Written by the client. */
  own: boolean
}

export type EntryPage = { entries: Entry[]; older: number | null }

type StoredEntry = z.output<typeof storedEntrySchema>

export const PAGE_SIZE = 20

/** The ID below which a page starts; for a missing or invalid one, that of the first page. */
export function firstId(before: string | undefined): number {
  return entryIdSchema.safeParse(before).data ?? Number.MAX_SAFE_INTEGER
}

/**
 * The page that rows make up.
 *
 * @param rows one more than a page, if there are more.
 * @param author the name of a row's author, and whether that is the client.
 */
export function pageOf(
  rows: StoredEntry[],
  author: (row: StoredEntry) => Pick<Entry, 'author_name' | 'own'>,
): EntryPage {
  const entries = rows.slice(0, PAGE_SIZE).map((row) => {
    const { id, title, body, created_at } = row
    return { id, title, body, created_at, ...author(row) }
  })
  return { entries, older: rows.length > PAGE_SIZE ? (entries.at(-1)?.id ?? null) : null }
}
