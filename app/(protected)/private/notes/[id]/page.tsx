import type { Metadata } from 'next'
import { requireUser } from '@/utils/auth/guards'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { EditNoteCard } from './edit-note-card'

export const metadata: Metadata = { title: 'Edit note' }

type NotePageProps = { params: Promise<{ id: string }>; searchParams: SearchParams }

export default async function EditNotePage({ params, searchParams }: NotePageProps) {
  await requireUser()
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  return <EditNoteCard idInPath={(await params).id} owner={null} location={{ before }} />
}
