import Link from 'next/link'
import { Card } from '@/app/ui/card'
import { respondNotFound } from '@/app/ui/not-found-page'
import { isFormSubmission } from '@/utils/forms/is-form-submission'
import type { NotesOwner } from '@/utils/notes/notes'
import { NotesUnavailable } from '../note-list'
import { listPath, type NotesLocation, notePath } from '../paths'
import { EditNoteForm } from './edit-note-form'
import { findNote } from './find-note'

type EditNoteCardProps = { idInPath: string; owner: NotesOwner | undefined; location: NotesLocation }

/** The form that changes a note. */
export async function EditNoteCard({ idInPath, owner, location }: EditNoteCardProps) {
  const note = await findNote(idInPath, owner)
  if (!note) return respondNotFound()
  const { id, found } = note
  const showsForm = found.ok || (await isFormSubmission())

  return (
    <Card
      title="Edit note"
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
      {showsForm ? (
        <EditNoteForm id={id} note={found.ok ? found.data.note : ''} location={location} />
      ) : (
        <NotesUnavailable retry={notePath(id, location)} />
      )}
    </Card>
  )
}
