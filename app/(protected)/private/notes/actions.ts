'use server'

import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { QUOTA_TEXT } from '@/utils/data-result'
import { formAction } from '@/utils/forms/form-action'
import { addNoteSchema, changeNoteSchema, deleteNoteSchema } from '@/utils/notes/note-schema'
import * as notes from '@/utils/notes/notes'
import { findOrganizationOfForm } from '@/utils/organizations/find-organization'
import { listPath } from './paths'

const NOT_SAVED = 'Your note could not be saved. Your text is still here. Try again in a moment.'
const GUEST_QUOTA_TEXT =
  'Guests can save up to 10 notes a minute, and 100 in all. Your text is still here. Try again in a minute, or add your email address to save more.'
const NOT_DELETED = 'Your note could not be deleted. Try again in a moment.'
const GONE = 'This note no longer exists. Copy your text if you want to keep it.'

/**
 * The owner of a form's notes: the organization with a slug that the user belongs to, or with an empty slug the user.
 *
 * @returns undefined if the database gives no clear response.
 * @throws as findOrganizationOfForm does.
 */
async function ownerOf(slug: string): Promise<notes.NotesOwner | undefined> {
  return slug === '' ? null : (await findOrganizationOfForm(slug))?.id
}

/** Adds a note; a form that is sent twice adds one. */
export const addNote = formAction(
  { session: 'required', schema: addNoteSchema },
  async ({ input, user, supabase }) => {
    const owner = await ownerOf(input.organization)
    if (owner === undefined) return { message: NOT_SAVED }
    const added = await notes.addNoteOnce(supabase, owner, input.note, input.sending)
    if (!added.ok && added.reason === 'quota')
      return { message: user.isGuest ? GUEST_QUOTA_TEXT : QUOTA_TEXT }
    if (!added.ok) return { message: NOT_SAVED }
    refresh()
    return { success: 'Note added.' }
  },
)

/** Changes the text of a note, and leads back to the page of the list that it is on. */
export const changeNote = formAction(
  { session: 'required', schema: changeNoteSchema },
  async ({ input, supabase }) => {
    const { id, note, organization, before } = input
    const owner = await ownerOf(organization)
    if (owner === undefined) return { message: NOT_SAVED }
    const changed = id === undefined ? null : await notes.changeNote(supabase, owner, id, note)
    if (!changed?.ok) return { message: changed && changed.reason !== 'missing' ? NOT_SAVED : GONE }
    refresh()
    redirect(listPath({ organization, before, notice: 'note-changed' }))
  },
)

/** Deletes a note, and leads back to the page of the list that it was on. */
export const deleteNote = formAction(
  { session: 'required', schema: deleteNoteSchema },
  async ({ input, supabase }) => {
    const { id, organization, before } = input
    const owner = await ownerOf(organization)
    if (owner === undefined) return { message: NOT_DELETED }
    const deleted = id === undefined ? null : await notes.deleteNote(supabase, owner, id)
    if (deleted && !deleted.ok && deleted.reason !== 'missing') return { message: NOT_DELETED }
    refresh()
    redirect(listPath({ organization, before, notice: deleted?.ok ? 'note-deleted' : 'note-gone' }))
  },
)
