import 'server-only'
import type { SupabaseClient } from '@supabase/supabase-js'
import { type DataResult, fetchRow, fetchRows, idempotencyKey, insertOnce } from '@/utils/data-result'
import type { Database } from '@/utils/supabase/database.types'
import { authoredNoteSchema, NOTES_PER_PAGE, type Note, type NotesPage } from './note-schema'

type Client = SupabaseClient<Database>

/** Whose notes: those of an organization, by its ID, or with null the user's personal ones. */
export type NotesOwner = string | null

/** What a note consists of: `select *` is rejected. */
const COLUMNS = 'id, note, author_id'

/** The filter for an owner. The policies alone would mix personal notes with those of the user's organizations. */
const ownedBy = (owner: NotesOwner) => ['organization_id', owner === null ? 'is' : 'eq', owner] as const

/**
 * Reads one page of notes, newest first. Paged by key: the thousandth page costs no more than the first.
 *
 * @param ownerId the ID of the user, or of one of their organizations.
 * @param before only notes with a smaller id.
 */
export async function listNotes(
  client: Client,
  ownerId: string,
  before?: number,
): Promise<DataResult<NotesPage>> {
  const newestFirst = client
    .from('notes')
    .select(COLUMNS)
    .eq('owner_id', ownerId)
    .order('id', { ascending: false })
    .limit(NOTES_PER_PAGE + 1)
  const found = await fetchRows(
    before === undefined ? newestFirst : newestFirst.lt('id', before),
    authoredNoteSchema,
  )
  if (!found.ok) return found
  const notes = found.data.slice(0, NOTES_PER_PAGE)
  const next = found.data.length > NOTES_PER_PAGE ? (notes.at(-1)?.id ?? null) : null
  return { ok: true, data: { notes, next } }
}

export async function readNote(client: Client, owner: NotesOwner, id: number): Promise<DataResult<Note>> {
  const query = client
    .from('notes')
    .select(COLUMNS)
    .eq('id', id)
    .filter(...ownedBy(owner))
  return await fetchRow(query, authoredNoteSchema)
}

export async function addNote(client: Client, owner: NotesOwner, note: string): Promise<DataResult<Note>> {
  const row = { note, organization_id: owner }
  return await fetchRow(client.from('notes').insert(row).select(COLUMNS), authoredNoteSchema)
}

/**
 * Adds a note unless this form has already added it: a form that is sent twice writes one note.
 *
 * @param formId see idempotencyKey.
 */
export async function addNoteOnce(
  client: Client,
  owner: NotesOwner,
  note: string,
  formId: string,
): Promise<DataResult<null>> {
  const row = { note, organization_id: owner, idempotency_key: idempotencyKey(formId, note) }
  return await insertOnce(client.from('notes').insert(row).select(COLUMNS), authoredNoteSchema)
}

export async function changeNote(
  client: Client,
  owner: NotesOwner,
  id: number,
  note: string,
): Promise<DataResult<Note>> {
  const query = client
    .from('notes')
    .update({ note })
    .eq('id', id)
    .filter(...ownedBy(owner))
  return await fetchRow(query.select(COLUMNS), authoredNoteSchema)
}

export async function deleteNote(client: Client, owner: NotesOwner, id: number): Promise<DataResult<Note>> {
  const query = client
    .from('notes')
    .delete()
    .eq('id', id)
    .filter(...ownedBy(owner))
  return await fetchRow(query.select(COLUMNS), authoredNoteSchema)
}
