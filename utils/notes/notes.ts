import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { type DataResult, fetchRow, fetchRows, idempotencyKey, insertOnce } from '@/utils/data-result'
import type { Database } from '@/utils/supabase/database.types'
import { NOTES_PER_PAGE, type Note, type NotesPage, storedNoteSchema } from './note-schema'

type Client = SupabaseClient<Database>

/** The only columns with a grant: `select *` is rejected. */
const COLUMNS = 'id, note'

/**
 * Reads one page of the user's notes, newest first. Paged by key: the thousandth page costs no more than the first.
 *
 * @param before only notes with a smaller id.
 */
export async function listNotes(client: Client, before?: number): Promise<DataResult<NotesPage>> {
  const newestFirst = client
    .from('notes')
    .select(COLUMNS)
    .order('id', { ascending: false })
    .limit(NOTES_PER_PAGE + 1)
  const found = await fetchRows(
    before === undefined ? newestFirst : newestFirst.lt('id', before),
    storedNoteSchema,
  )
  if (!found.ok) return found
  const notes = found.data.slice(0, NOTES_PER_PAGE)
  const next = found.data.length > NOTES_PER_PAGE ? (notes.at(-1)?.id ?? null) : null
  return { ok: true, data: { notes, next } }
}

export async function readNote(client: Client, id: number): Promise<DataResult<Note>> {
  return await fetchRow(client.from('notes').select(COLUMNS).eq('id', id), storedNoteSchema)
}

export async function addNote(client: Client, note: string): Promise<DataResult<Note>> {
  return await fetchRow(client.from('notes').insert({ note }).select(COLUMNS), storedNoteSchema)
}

/**
 * Adds a note unless this form has already added it: a form that is sent twice writes one note.
 *
 * @param formId see idempotencyKey.
 */
export async function addNoteOnce(client: Client, note: string, formId: string): Promise<DataResult<null>> {
  const row = { note, idempotency_key: idempotencyKey(formId, note) }
  return await insertOnce(client.from('notes').insert(row).select(COLUMNS), storedNoteSchema)
}

export async function changeNote(client: Client, id: number, note: string): Promise<DataResult<Note>> {
  return await fetchRow(client.from('notes').update({ note }).eq('id', id).select(COLUMNS), storedNoteSchema)
}

export async function deleteNote(client: Client, id: number): Promise<DataResult<Note>> {
  return await fetchRow(client.from('notes').delete().eq('id', id).select(COLUMNS), storedNoteSchema)
}
