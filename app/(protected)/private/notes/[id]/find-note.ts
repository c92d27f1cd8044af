import 'server-only'
import { notFound } from 'next/navigation'
import type { DataResult } from '@/utils/data-result'
import { type Note, noteIdSchema } from '@/utils/notes/note-schema'
import { readNote } from '@/utils/notes/notes'
import { createClient } from '@/utils/supabase/server'

/**
 * The user's note with the ID in the path.
 *
 * @throws Next's notFound if the ID is malformed.
 */
export async function findNote(idInPath: string): Promise<{ id: number; found: DataResult<Note> }> {
  const id = noteIdSchema.safeParse(idInPath)
  if (!id.success) notFound()
  return { id: id.data, found: await readNote(await createClient(), id.data) }
}
