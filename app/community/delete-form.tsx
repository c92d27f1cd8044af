'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { deleteEntry } from './actions'

/** Deletes an entry. The disclosure around it asks for confirmation. */
export function DeleteForm({ section, id }: { section: string; id: number }) {
  return (
    <ActionForm action={deleteEntry}>
      {(_, pending) => (
        <>
          <input type="hidden" name="section" value={section} />
          <input type="hidden" name="id" value={id} />
          <SubmitButton pending={pending} pendingText="Deleting…" danger>
            Yes, delete it
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
