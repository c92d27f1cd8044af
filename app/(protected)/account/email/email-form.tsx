'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { changeEmail } from './actions'

/** `typed`: the address that was entered before re-authentication. */
export function EmailForm({ typed }: { typed: string | undefined }) {
  return (
    <ActionForm action={changeEmail}>
      {(state, pending) => (
        <>
          <Field
            name="email"
            label="New email"
            type="email"
            autoComplete="email"
            defaultValue={typed}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Sending…">
            Send confirmation emails
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
