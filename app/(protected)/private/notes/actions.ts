'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { QUOTA_TEXT } from '@/utils/data-result'
import { formAction } from '@/utils/forms/form-action'
import { addNoteSchema, changeNoteSchema, deleteNoteSchema } from '@/utils/notes/note-schema'
import * as notes from '@/utils/notes/notes'
import { listPath } from './paths'

const NOT_SAVED = 'Your note could not be saved. Your text is still here. Try again in a moment.'
const NOT_DELETED = 'Your note could not be deleted. Try again in a moment.'
const GONE = 'This note no longer exists. Copy your text if you want to keep it.'

/** Adds a note; a form that is sent twice adds one. */
export const addNote = formAction(
  { session: 'required', schema: addNoteSchema },
  async ({ input, supabase }) => {
    const added = await notes.addNoteOnce(supabase, input.note, input.sending)
    if (!added.ok) return { message: added.reason === 'quota' ? QUOTA_TEXT : NOT_SAVED }
    refresh()
    return { success: 'Note added.' }
  },
)

/** Changes the text of a note, and leads back to the page of the list that it is on. */
export const changeNote = formAction(
  { session: 'required', schema: changeNoteSchema },
  async ({ input, supabase }) => {
    const { id, note, before } = input
    const changed = id === undefined ? null : await notes.changeNote(supabase, id, note)
    if (!changed?.ok) return { message: changed && changed.reason !== 'missing' ? NOT_SAVED : GONE }
    refresh()
    redirect(listPath({ before, notice: 'note-changed' }))
  },
)

/** Deletes a note, and leads back to the page of the list that it was on. */
export const deleteNote = formAction(
  { session: 'required', schema: deleteNoteSchema },
  async ({ input, supabase }) => {
    const { id, before } = input
    const deleted = id === undefined ? null : await notes.deleteNote(supabase, id)
    if (deleted && !deleted.ok && deleted.reason !== 'missing') return { message: NOT_DELETED }
    refresh()
    redirect(listPath({ before, notice: deleted?.ok ? 'note-deleted' : 'note-gone' }))
  },
)
