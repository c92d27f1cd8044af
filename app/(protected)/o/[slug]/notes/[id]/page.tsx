import type { Metadata } from 'next'
import { EditNoteCard } from '@/app/(protected)/private/notes/[id]/edit-note-card'
import { requireUser } from '@/utils/auth/guards'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { findOrganization } from '@/utils/organizations/find-organization'
import { firstParam, type SearchParams } from '@/utils/request/search-params'

export const metadata: Metadata = { title: 'Edit organization note' }

type NotePageProps = { params: Promise<{ slug: string; id: string }>; searchParams: SearchParams }

export default async function EditOrganizationNotePage({ params, searchParams }: NotePageProps) {
  await requireUser()
  const { slug, id } = await params
  const organization = await findOrganization(slug)
  if (!organization && !(await isFormSubmission())) return null
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  return <EditNoteCard idInPath={id} owner={organization?.id} location={{ organization: slug, before }} />
}
