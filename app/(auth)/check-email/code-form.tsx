'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { confirmWithCode } from './actions'

/** Takes the six digits of a mail instead of its link. */
export function CodeForm({ email, redirectedFrom }: { email: string; redirectedFrom: string }) {
  return (
    <ActionForm action={confirmWithCode} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <input type="hidden" name="email" value={email} />
          <Field
            name="code"
            label="Six-digit code"
            hint="From the same mail, if you read it on another device."
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Checking…">
            Confirm with the code
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
