'use server'

import { revalidatePath } from 'next/cache'
import { forbidden, redirect } from 'next/navigation'
import { requirePermission } from '@/utils/auth/guards'
import { entryIdSchema, entrySchema } from '@/utils/community/schemas'
import { SECTION_PERMISSIONS, type Section, sectionOf, sectionPath } from '@/utils/community/sections'
import { formAction } from '@/utils/forms/form-action'
import { isQuotaExceeded, QUOTA_TEXT } from '@/utils/supabase/write-quota'

const MISSING_PRIVILEGE = '42501'

/** Adds an entry to a section. */
export const addEntry = formAction(
  {
    session: 'required',
    permission: (form) => SECTION_PERMISSIONS[sectionIn(form)].create,
    deny: (form) => deny(sectionIn(form)),
    schema: entrySchema,
  },
  async ({ input, form, supabase }) => {
    const section = sectionIn(form)
    const { error } = await supabase.from(section).insert(input)
    if (error?.code === MISSING_PRIVILEGE) deny(section)
    if (isQuotaExceeded(error)) return { message: QUOTA_TEXT }
    if (error) return { message: 'This could not be published. Try again in a moment.' }

    revalidatePath(sectionPath(section))
    redirect(`${sectionPath(section)}?notice=added&sent=${Date.now().toString(36)}`)
  },
)

/** Deletes an entry. The database decides which ones the user may delete. */
export const deleteEntry = formAction(
  {
    session: 'required',
    permission: (form) => SECTION_PERMISSIONS[sectionIn(form)].delete,
    deny: (form) => deny(sectionIn(form)),
  },
  async ({ form, supabase }) => {
    const section = sectionIn(form)
    const id = entryIdSchema.safeParse(form.get('id'))
    if (!id.success) redirect(`${sectionPath(section)}?notice=gone`)

    const { data, error } = await supabase.from(section).delete().eq('id', id.data).select('id')
    if (error) return { message: 'This could not be deleted. Try again in a moment.' }
    if (data.length === 0) {
      const { data: still } = await supabase.from(section).select('id').eq('id', id.data)
      if (still?.length) await requirePermission(SECTION_PERMISSIONS[section].deleteAny, () => deny(section))
    }

    revalidatePath(sectionPath(section))
    redirect(`${sectionPath(section)}?notice=${data.length > 0 ? 'deleted' : 'gone'}`)
  },
)

function sectionIn(form: FormData): Section {
  return sectionOf(form.get('section')) ?? forbidden()
}

/** Leads to the section with a message: a 403 in place of a form that is no longer offered would show nothing at all. */
function deny(section: Section): never {
  redirect(`${sectionPath(section)}?notice=forbidden`)
}
