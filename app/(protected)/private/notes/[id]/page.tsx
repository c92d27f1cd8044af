import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Card } from '@/app/ui/card'
import { requireUser } from '@/utils/auth/guards'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { NotesUnavailable } from '../note-list'
import { listPath, notePath } from '../paths'
import { EditNoteForm } from './edit-note-form'
import { findNote } from './find-note'

export const metadata: Metadata = { title: 'Edit note' }

type NotePageProps = { params: Promise<{ id: string }>; searchParams: SearchParams }

export default async function EditNotePage({ params, searchParams }: NotePageProps) {
  await requireUser()
  const { id, found } = await findNote((await params).id)
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  const showsForm = found.ok || (await isFormSubmission())
  if (!showsForm && found.reason === 'missing') notFound()

  return (
    <Card
      title="Edit note"
      footer={
        <Link
          prefetch={false}
          href={listPath({ before })}
          className="link inline-flex min-h-11 min-w-11 items-center justify-center"
        >
          Cancel
        </Link>
      }
    >
      {showsForm ? (
        <EditNoteForm id={id} note={found.ok ? found.data.note : ''} before={before} />
      ) : (
        <NotesUnavailable retry={notePath(id, before)} />
      )}
    </Card>
  )
}
