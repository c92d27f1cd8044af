'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { confirmCodesSaved, createRecoveryCodes } from './actions'

export function NewCodesForm() {
  return (
    <ActionForm action={createRecoveryCodes}>
      {(_, pending) => (
        <SubmitButton pending={pending} pendingText="Creating…">
          Create recovery codes
        </SubmitButton>
      )}
    </ActionForm>
  )
}

export function CodesSavedForm({ redirectedFrom }: { redirectedFrom: string | undefined }) {
  return (
    <form action={confirmCodesSaved}>
      {redirectedFrom && <input type="hidden" name="redirectedFrom" value={redirectedFrom} />}
      <button type="submit" className="button button-primary print:hidden">
        I’ve saved my codes
      </button>
    </form>
  )
}
