import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { Card } from '@/app/ui/card'
import { requireUser } from '@/utils/auth/guards'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import { noteIdSchema } from '@/utils/notes/note-schema'
import { firstParam, type SearchParams } from '@/utils/request/search-params'
import { NotesUnavailable } from '../../note-list'
import { deletePath, listPath } from '../../paths'
import { findNote } from '../find-note'
import { DeleteNoteForm } from './delete-note-form'

export const metadata: Metadata = { title: 'Delete note' }

type NotePageProps = { params: Promise<{ id: string }>; searchParams: SearchParams }

export default async function DeleteNotePage({ params, searchParams }: NotePageProps) {
  await requireUser()
  const { id, found } = await findNote((await params).id)
  const before = noteIdSchema.safeParse(await firstParam(searchParams, 'before')).data
  const showsForm = found.ok || (await isFormSubmission())
  if (!showsForm && found.reason === 'missing') notFound()

  return (
    <Card
      title="Delete this note?"
      lead="This can’t be undone."
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
      {found.ok && (
        <blockquote
          dir="auto"
          className="max-h-60 overflow-y-auto border-s-2 border-edge ps-4 break-words whitespace-pre-wrap"
        >
          {found.data.note}
        </blockquote>
      )}
      {showsForm ? (
        <DeleteNoteForm id={id} before={before} />
      ) : (
        <NotesUnavailable retry={deletePath(id, before)} />
      )}
    </Card>
  )
}
