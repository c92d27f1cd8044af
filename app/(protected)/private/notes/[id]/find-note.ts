import 'server-only'
import { notFound } from 'next/navigation'
import type { DataResult } from '@/utils/data-result'
import { type Note, noteIdSchema } from '@/utils/notes/note-schema'
import { type NotesOwner, readNote } from '@/utils/notes/notes'
import { createClient } from '@/utils/supabase/server'

/**
 * The note with the ID in the path, of an organization, or with null of the user; with undefined, its owner is unknown.
 *
 * @throws Next's notFound if the ID is malformed.
 */
export async function findNote(
  idInPath: string,
  owner: NotesOwner | undefined,
): Promise<{ id: number; found: DataResult<Note> }> {
  const id = noteIdSchema.safeParse(idInPath)
  if (!id.success) notFound()
  if (owner === undefined) return { id: id.data, found: { ok: false, reason: 'unavailable' } }
  return { id: id.data, found: await readNote(await createClient(), owner, id.data) }
}
