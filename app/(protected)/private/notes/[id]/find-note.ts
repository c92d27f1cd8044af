import 'server-only'
import { cache } from 'react'
import { requireUser } from '@/utils/auth/guards'
import type { DataResult } from '@/utils/data-result'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { type Note, noteIdSchema } from '@/utils/notes/note-schema'
import { type NotesOwner, readNote } from '@/utils/notes/notes'
import { createClient } from '@/utils/supabase/server'

/**
 * Reads the note with the ID in the path, once per request.
 *
 * @param owner the ID of an organization, or null for the user; undefined if it is unknown.
 * @returns undefined if there is no such note, unless a form was sent: without JavaScript, what was typed exists nowhere else.
 * @throws as requireUser does.
 */
export const findNote = cache(
  async (
    idInPath: string,
    owner: NotesOwner | undefined,
  ): Promise<{ id: number; found: DataResult<Note> } | undefined> => {
    await requireUser()
    const id = noteIdSchema.safeParse(idInPath)
    if (!id.success) return undefined
    if (owner === undefined) return { id: id.data, found: { ok: false, reason: 'unavailable' } }
    const found = await readNote(await createClient(), owner, id.data)
    const isMissing = !found.ok && found.reason === 'missing' && !(await isFormSubmission())
    return isMissing ? undefined : { id: id.data, found }
  },
)
