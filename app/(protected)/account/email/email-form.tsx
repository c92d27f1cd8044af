'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { changeEmail } from './actions'

export function EmailForm() {
  return (
    <ActionForm action={changeEmail}>
      {(state, pending) => (
        <>
          <Field name="email" label="New email" type="email" autoComplete="email" required state={state} />
          <SubmitButton pending={pending} pendingText="Sending…">
            Send confirmation emails
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
