import type { Metadata } from 'next'
import { titleIfFound } from '@/app/ui/not-found-page'
import { requireUser } from '@/utils/auth/guards'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { EditNoteCard } from './edit-note-card'
import { findNote } from './find-note'

type NotePageProps = { params: Promise<{ id: string }>; searchParams: SearchParams }

export async function generateMetadata({ params }: NotePageProps): Promise<Metadata> {
  const { id } = await params
  return await titleIfFound('Edit note', async () => (await findNote(id, null)) !== undefined)
}

export default async function EditNotePage({ params, searchParams }: NotePageProps) {
  await requireUser()
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  return <EditNoteCard idInPath={(await params).id} owner={null} location={{ before }} />
}
