'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { resendConfirmation } from './actions'

type ResendFormProps = { email?: string | undefined; redirectedFrom?: string | undefined }

/** Asks for the confirmation mail again: with one press where the address is known, else with a field for it. */
export function ResendForm({ email, redirectedFrom }: ResendFormProps) {
  return (
    <ActionForm action={resendConfirmation} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          {email ? (
            <input type="hidden" name="email" value={email} />
          ) : (
            <Field name="email" label="Email" type="email" autoComplete="username" required state={state} />
          )}
          <SubmitButton pending={pending} pendingText="Sending…" quiet>
            Send the mail again
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
