'use server'

import { refresh } from 'next/cache'
import { forbidden, redirect } from 'next/navigation'
import { NOT_DELETED, NOT_PUBLISHED } from '@/app/community/section-texts'
import * as entries from '@/utils/community/entries'
import { addOrganizationEntrySchema, deleteOrganizationEntrySchema } from '@/utils/community/schemas'
import { sectionOf, sectionPath } from '@/utils/community/sections'
import { QUOTA_TEXT } from '@/utils/data-result'
import { formAction } from '@/utils/forms/form-action'
import { findOrganizationOfForm } from '@/utils/organizations/find-organization'

/** Adds an entry to a section of an organization; a form that is sent twice adds one. The database decides who may. */
export const addOrganizationEntry = formAction(
  { session: 'required', schema: addOrganizationEntrySchema },
  async ({ input, form, supabase }) => {
    const section = sectionOf(form.get('section')) ?? forbidden()
    const organization = await findOrganizationOfForm(input.organization)
    if (!organization) return { message: NOT_PUBLISHED }
    const added = await entries.addEntryOnce(supabase, section, organization.id, input, input.sending)
    if (!added.ok && added.reason === 'forbidden')
      redirect(`${sectionPath(section, organization.slug)}?notice=forbidden`)
    if (!added.ok) return { message: added.reason === 'quota' ? QUOTA_TEXT : NOT_PUBLISHED }
    refresh()
    return { success: 'Published.' }
  },
)

/** Deletes an entry of an organization. The database decides which ones the user may delete. */
export const deleteOrganizationEntry = formAction(
  { session: 'required', schema: deleteOrganizationEntrySchema },
  async ({ input: { id, organization: slug }, form, supabase }) => {
    const section = sectionOf(form.get('section')) ?? forbidden()
    const organization = await findOrganizationOfForm(slug)
    if (!organization) return { message: NOT_DELETED }
    const owner = organization.id
    const deleted = id === undefined ? null : await entries.deleteEntry(supabase, section, owner, id)
    if (deleted && !deleted.ok && deleted.reason !== 'missing') return { message: NOT_DELETED }
    const isLeft =
      id !== undefined && !deleted?.ok && (await entries.findEntry(supabase, section, owner, id)).ok
    refresh()
    const notice = deleted?.ok ? 'deleted' : isLeft ? 'forbidden' : 'gone'
    redirect(`${sectionPath(section, organization.slug)}?notice=${notice}`)
  },
)
