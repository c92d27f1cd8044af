'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { deleteNote } from '../../actions'

export function DeleteNoteForm({ id, before }: { id: number; before: number | undefined }) {
  return (
    <ActionForm action={deleteNote}>
      {(_, pending) => (
        <>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="before" value={before ?? ''} />
          <SubmitButton pending={pending} pendingText="Deleting…" danger>
            Delete note
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
