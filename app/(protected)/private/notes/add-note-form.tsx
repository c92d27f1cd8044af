'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { TextArea } from '@/app/ui/text-area'
import { addNote } from './actions'

/** `sending` is new on each render: a form that is submitted twice adds one note. */
export function AddNoteForm({ sending, organization }: { sending: string; organization?: string }) {
  return (
    <ActionForm action={addNote}>
      {(state, pending) => (
        <>
          <input type="hidden" name="sending" value={sending} />
          <input type="hidden" name="organization" value={organization ?? ''} />
          <TextArea name="note" label="New note" required state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            Add note
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
