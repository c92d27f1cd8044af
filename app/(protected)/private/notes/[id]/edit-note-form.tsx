'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { TextArea } from '@/app/ui/text-area'
import { changeNote } from '../actions'

export function EditNoteForm({ id, note, before }: { id: number; note: string; before: number | undefined }) {
  return (
    <ActionForm action={changeNote}>
      {(state, pending) => (
        <>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="before" value={before ?? ''} />
          <TextArea name="note" label="Note" defaultValue={note} rows={8} required state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            Save changes
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
