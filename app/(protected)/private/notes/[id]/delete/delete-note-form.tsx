'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { deleteNote } from '../../actions'
import type { NotesLocation } from '../../paths'

type DeleteNoteFormProps = { id: number; location: NotesLocation }

export function DeleteNoteForm({ id, location: { organization, before } }: DeleteNoteFormProps) {
  return (
    <ActionForm action={deleteNote}>
      {(_, pending) => (
        <>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="before" value={before ?? ''} />
          <input type="hidden" name="organization" value={organization ?? ''} />
          <SubmitButton pending={pending} pendingText="Deleting…" danger>
            Delete note
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
