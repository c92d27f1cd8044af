'use server'

import { revalidatePath } from 'next/cache'
import { forbidden, redirect } from 'next/navigation'
import { requirePermission } from '@/utils/auth/guards'
import { requireFormPermission } from '@/utils/auth/permissions/form-guards'
import { entryIdSchema, entrySchema } from '@/utils/community/schemas'
import { SECTION_PERMISSIONS, type Section, sectionOf, sectionPath } from '@/utils/community/sections'
import { type FormState, parseForm } from '@/utils/forms/form-state'
import { createClient } from '@/utils/supabase/server'
import { isQuotaExceeded, QUOTA_TEXT } from '@/utils/supabase/write-quota'

const MISSING_PRIVILEGE = '42501'

/**
 * Adds an entry to a section of the community.
 *
 * @param form section, title and body.
 * @throws Next's redirect to the section once it is there, or to words that say that this role may not.
 */
export async function addEntry(_previous: FormState, form: FormData): Promise<FormState> {
  const section = sectionOf(form.get('section')) ?? forbidden()
  const unknown = await requireFormPermission(
    form,
    ['title', 'body'],
    SECTION_PERMISSIONS[section].create,
    () => refuse(section),
  )
  if (unknown) return unknown
  const input = parseForm(entrySchema, form)
  if (!input.ok) return input.state

  const supabase = await createClient()
  const { error } = await supabase.from(section).insert(input.data)
  if (error?.code === MISSING_PRIVILEGE) refuse(section)
  if (isQuotaExceeded(error)) return { message: QUOTA_TEXT, values: input.values }
  if (error) return { message: 'This could not be published. Try again in a moment.', values: input.values }

  revalidatePath(sectionPath(section))
  redirect(`${sectionPath(section)}?notice=added&sent=${Date.now().toString(36)}`)
}

/**
 * Deletes an entry. Which ones a person may delete, the database decides.
 *
 * @param form section and id.
 * @throws Next's redirect to the section once it is gone, or to words that say that this role may not.
 */
export async function deleteEntry(_previous: FormState, form: FormData): Promise<FormState> {
  const section = sectionOf(form.get('section')) ?? forbidden()
  const unknown = await requireFormPermission(form, [], SECTION_PERMISSIONS[section].delete, () =>
    refuse(section),
  )
  if (unknown) return unknown
  const id = entryIdSchema.safeParse(form.get('id'))
  if (!id.success) redirect(`${sectionPath(section)}?notice=gone`)

  const supabase = await createClient()
  const { data, error } = await supabase.from(section).delete().eq('id', id.data).select('id')
  if (error) return { message: 'This could not be deleted. Try again in a moment.' }
  if (data.length === 0) {
    const { data: still } = await supabase.from(section).select('id').eq('id', id.data)
    if (still?.length) await requirePermission(SECTION_PERMISSIONS[section].deleteAny, () => refuse(section))
  }

  revalidatePath(sectionPath(section))
  redirect(`${sectionPath(section)}?notice=${data.length > 0 ? 'deleted' : 'gone'}`)
}

/** The section, with words: a 403 in place of a form that is not offered any more would show nothing at all. */
function refuse(section: Section): never {
  redirect(`${sectionPath(section)}?notice=forbidden`)
}
