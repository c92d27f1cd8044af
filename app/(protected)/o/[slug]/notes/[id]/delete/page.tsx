import type { Metadata } from 'next'
import { DeleteNoteCard } from '@/app/(protected)/private/notes/[id]/delete/delete-note-card'
import { findNote } from '@/app/(protected)/private/notes/[id]/find-note'
import { titleIfFound } from '@/app/ui/not-found-page'
import { requireUser } from '@/utils/auth/guards'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { findOrganization } from '@/utils/organizations/find-organization'
import { firstParam, type SearchParams } from '@/utils/request/search-params'

type NotePageProps = { params: Promise<{ slug: string; id: string }>; searchParams: SearchParams }

export async function generateMetadata({ params }: NotePageProps): Promise<Metadata> {
  const { slug, id } = await params
  const isFound = async () => (await findNote(id, (await findOrganization(slug))?.id)) !== undefined
  return await titleIfFound('Delete organization note', isFound)
}

export default async function DeleteOrganizationNotePage({ params, searchParams }: NotePageProps) {
  await requireUser()
  const { slug, id } = await params
  const organization = await findOrganization(slug)
  if (!organization) return null
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  return <DeleteNoteCard idInPath={id} owner={organization.id} location={{ organization: slug, before }} />
}
