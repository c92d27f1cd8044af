'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { requireUser } from '@/utils/auth/guards'
import { requireFormUser } from '@/utils/auth/permissions/form-guards'
import { type FormState, parseForm } from '@/utils/forms/form-state'
import { noteIdSchema, noteSchema } from '@/utils/notes/note-schema'
import * as notes from '@/utils/notes/notes'
import { createClient } from '@/utils/supabase/server'
import { QUOTA_TEXT } from '@/utils/supabase/write-quota'
import { listPath } from './paths'

const NOT_SAVED = 'Your note could not be saved. Your text is still here. Try again in a moment.'
const NOT_DELETED = 'Your note could not be deleted. Try again in a moment.'
const GONE = 'This note no longer exists. Copy your text if you want to keep it.'

/**
 * Adds a note.
 *
 * @param form note, and sending: what tells one form from another, so that one sent twice writes once.
 */
export async function addNote(_previous: FormState, form: FormData): Promise<FormState> {
  const asked = await requireFormUser(form, ['note'])
  if (!asked.ok) return asked.state
  const input = parseForm(noteSchema, form)
  if (!input.ok) return input.state

  const added = await notes.addNoteOnce(await createClient(), input.data.note, String(form.get('sending')))
  if (!added.ok) return { message: added.reason === 'quota' ? QUOTA_TEXT : NOT_SAVED, values: input.values }

  refresh()
  return { success: 'Note added.' }
}

/**
 * Changes the text of a note.
 *
 * @param form id, note, and before: the page of the list to go back to.
 * @throws Next's redirect to the list once saved.
 */
export async function changeNote(_previous: FormState, form: FormData): Promise<FormState> {
  const asked = await requireFormUser(form, ['note'])
  if (!asked.ok) return asked.state
  const input = parseForm(noteSchema, form)
  if (!input.ok) return input.state
  const id = noteIdSchema.safeParse(form.get('id'))
  if (!id.success) return { message: GONE, values: input.values }

  const changed = await notes.changeNote(await createClient(), id.data, input.data.note)
  if (!changed.ok) return { message: changed.reason === 'missing' ? GONE : NOT_SAVED, values: input.values }

  refresh()
  redirect(listPath({ before: pageOf(form), notice: 'note-changed' }))
}

/**
 * Deletes a note.
 *
 * @param form id, and before: the page of the list to go back to.
 * @throws Next's redirect to the list once it is gone.
 */
export async function deleteNote(_previous: FormState, form: FormData): Promise<FormState> {
  await requireUser()
  const before = pageOf(form)
  const id = noteIdSchema.safeParse(form.get('id'))
  if (!id.success) redirect(listPath({ before, notice: 'note-gone' }))

  const deleted = await notes.deleteNote(await createClient(), id.data)
  if (!deleted.ok && deleted.reason === 'unavailable') return { message: NOT_DELETED }

  refresh()
  redirect(listPath({ before, notice: deleted.ok ? 'note-deleted' : 'note-gone' }))
}

function pageOf(form: FormData): number | undefined {
  return noteIdSchema.safeParse(form.get('before')).data
}
