'use server'

import { refresh } from 'next/cache'
import { forbidden, redirect } from 'next/navigation'
import { requirePermission } from '@/utils/auth/guards'
import * as entries from '@/utils/community/entries'
import { addEntrySchema, deleteEntrySchema } from '@/utils/community/schemas'
import { SECTION_PERMISSIONS, type Section, sectionOf, sectionPath } from '@/utils/community/sections'
import { QUOTA_TEXT } from '@/utils/data-result'
import { formAction } from '@/utils/forms/form-action'
import { NOT_DELETED, NOT_PUBLISHED } from './section-texts'

/** Adds an entry to a section; a form that is sent twice adds one. */
export const addEntry = formAction(
  {
    session: 'required',
    permission: (form) => SECTION_PERMISSIONS[sectionIn(form)].create,
    deny: (form) => deny(sectionIn(form)),
    schema: addEntrySchema,
  },
  async ({ input, form, supabase }) => {
    const section = sectionIn(form)
    const added = await entries.addEntryOnce(supabase, section, null, input, input.sending)
    if (!added.ok && added.reason === 'forbidden') deny(section)
    if (!added.ok) return { message: added.reason === 'quota' ? QUOTA_TEXT : NOT_PUBLISHED }
    refresh()
    return { success: 'Published.' }
  },
)

/** Deletes an entry. The database decides which ones the user may delete. */
export const deleteEntry = formAction(
  {
    session: 'required',
    permission: (form) => SECTION_PERMISSIONS[sectionIn(form)].delete,
    deny: (form) => deny(sectionIn(form)),
    schema: deleteEntrySchema,
  },
  async ({ input: { id }, form, supabase }) => {
    const section = sectionIn(form)
    const deleted = id === undefined ? null : await entries.deleteEntry(supabase, section, null, id)
    if (deleted && !deleted.ok && deleted.reason !== 'missing') return { message: NOT_DELETED }
    if (id !== undefined && !deleted?.ok && (await entries.findEntry(supabase, section, null, id)).ok)
      await requirePermission(SECTION_PERMISSIONS[section].deleteAny, () => deny(section))
    refresh()
    redirect(`${sectionPath(section)}?notice=${deleted?.ok ? 'deleted' : 'gone'}`)
  },
)

function sectionIn(form: FormData): Section {
  return sectionOf(form.get('section')) ?? forbidden()
}

/** Leads to the section with a message: a 403 in place of a form that is no longer offered would show nothing at all. */
function deny(section: Section): never {
  redirect(`${sectionPath(section)}?notice=forbidden`)
}
