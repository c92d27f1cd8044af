'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { TextArea } from '@/app/ui/text-area'
import { changeNote } from '../actions'
import type { NotesLocation } from '../paths'

type EditNoteFormProps = { id: number; note: string; location: NotesLocation }

export function EditNoteForm({ id, note, location: { organization, before } }: EditNoteFormProps) {
  return (
    <ActionForm action={changeNote}>
      {(state, pending) => (
        <>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="before" value={before ?? ''} />
          <input type="hidden" name="organization" value={organization ?? ''} />
          <TextArea name="note" label="Note" defaultValue={note} rows={8} required state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            Save changes
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
