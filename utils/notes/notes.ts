import 'server-only'
import { createHash } from 'node:crypto'
import type { SupabaseClient } from '@supabase/supabase-js'
import { z } from 'zod'
import type { Database } from '@/utils/supabase/database.types'
import { isQuotaExceeded } from '@/utils/supabase/write-quota'
import { NOTES_PER_PAGE } from './note-schema'

export type Note = { id: number; note: string }

/** What came of asking the database. `missing`: there is no such note, or it is somebody else's; nobody can tell which. */
export type DataResult<T> = { ok: true; data: T } | { ok: false; reason: 'missing' | 'unavailable' | 'quota' }

export type NotesPage = {
  notes: Note[]
  /** What the next page begins before, or null when this is the last one. */
  next: number | null
}

type Client = SupabaseClient<Database>

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505'

/** The only columns that may be asked for: `select *` is refused. */
const COLUMNS = 'id, note'

const rowsSchema = z.array(z.object({ id: z.int(), note: z.string() }))

/**
 * One page of the caller's notes, newest first. Paged by key: the thousandth page costs no more than the first.
 *
 * @param before only notes with a smaller id.
 */
export async function listNotes(client: Client, before?: number): Promise<DataResult<NotesPage>> {
  const newestFirst = client
    .from('notes')
    .select(COLUMNS)
    .order('id', { ascending: false })
    .limit(NOTES_PER_PAGE + 1)
  const found = await rows(before === undefined ? newestFirst : newestFirst.lt('id', before))
  if (!found.ok) return found
  const notes = found.data.slice(0, NOTES_PER_PAGE)
  const next = found.data.length > NOTES_PER_PAGE ? (notes.at(-1)?.id ?? null) : null
  return { ok: true, data: { notes, next } }
}

export async function readNote(client: Client, id: number): Promise<DataResult<Note>> {
  return one(await rows(client.from('notes').select(COLUMNS).eq('id', id)))
}

export async function addNote(client: Client, note: string): Promise<DataResult<Note>> {
  return one(await rows(client.from('notes').insert({ note }).select(COLUMNS)))
}

/**
 * Adds a note unless it is there already: a form that is sent twice, with the same text, writes one.
 *
 * @param form what tells one form on one page from another.
 */
export async function addNoteOnce(client: Client, note: string, form: string): Promise<DataResult<null>> {
  const query = client.from('notes').insert({ note, idempotency_key: idempotencyKey(form, note) })
  const { data, error } = await query.select(COLUMNS)
  if (error?.code === UNIQUE_VIOLATION) return { ok: true, data: null }
  const added = await rows(Promise.resolve({ data, error }))
  return added.ok ? { ok: true, data: null } : added
}

/** The first 128 bits of a hash, in a UUID's form. */
function idempotencyKey(form: string, note: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([form, note]))
    .digest('hex')
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

export async function changeNote(client: Client, id: number, note: string): Promise<DataResult<Note>> {
  return one(await rows(client.from('notes').update({ note }).eq('id', id).select(COLUMNS)))
}

export async function deleteNote(client: Client, id: number): Promise<DataResult<Note>> {
  return one(await rows(client.from('notes').delete().eq('id', id).select(COLUMNS)))
}

/** Whatever is not clearly a list of notes counts as no answer: a gateway may well say 200 with a page of its own. */
async function rows(query: PromiseLike<{ data: unknown; error: unknown }>): Promise<DataResult<Note[]>> {
  const { data, error } = await query
  const parsed = rowsSchema.safeParse(data)
  if (isQuotaExceeded(error)) return { ok: false, reason: 'quota' }
  return error || !parsed.success ? { ok: false, reason: 'unavailable' } : { ok: true, data: parsed.data }
}

function one(found: DataResult<Note[]>): DataResult<Note> {
  if (!found.ok) return found
  const [note] = found.data
  return note ? { ok: true, data: note } : { ok: false, reason: 'missing' }
}
