import type { Metadata } from 'next'
import { requireUser } from '@/utils/auth/guards'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { DeleteNoteCard } from './delete-note-card'

export const metadata: Metadata = { title: 'Delete note' }

type NotePageProps = { params: Promise<{ id: string }>; searchParams: SearchParams }

export default async function DeleteNotePage({ params, searchParams }: NotePageProps) {
  await requireUser()
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  return <DeleteNoteCard idInPath={(await params).id} owner={null} location={{ before }} />
}
