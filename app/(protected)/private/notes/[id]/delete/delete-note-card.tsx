import Link from 'next/link'
import { Card } from '@/app/ui/card'
import { respondNotFound } from '@/app/ui/not-found-page'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import type { NotesOwner } from '@/utils/notes/notes'
import { NotesUnavailable } from '../../note-list'
import { deletePath, listPath, type NotesLocation } from '../../paths'
import { findNote } from '../find-note'
import { DeleteNoteForm } from './delete-note-form'

type DeleteNoteCardProps = { idInPath: string; owner: NotesOwner; location: NotesLocation }

/** The form that confirms the deletion of a note. */
export async function DeleteNoteCard({ idInPath, owner, location }: DeleteNoteCardProps) {
  const note = await findNote(idInPath, owner)
  if (!note) return respondNotFound()
  const { id, found } = note
  const showsForm = found.ok || (await isFormSubmission())

  return (
    <Card
      title="Delete this note?"
      lead="This can’t be undone."
      footer={
        <Link
          prefetch={false}
          href={listPath(location)}
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
        <DeleteNoteForm id={id} location={location} />
      ) : (
        <NotesUnavailable retry={deletePath(id, location)} />
      )}
    </Card>
  )
}
