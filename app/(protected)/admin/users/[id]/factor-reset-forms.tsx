'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { cancelUserFactorReset, requestFactorReset } from './actions'

export function RequestFactorResetForm({ userId }: { userId: string }) {
  return (
    <ActionForm action={requestFactorReset}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <Field
            name="resetReason"
            label="Reason"
            hint="How the user proved who they are. The user does not see it."
            maxLength={200}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Requesting…" danger>
            Reset two-factor authentication
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function CancelFactorResetForm({ userId }: { userId: string }) {
  return (
    <ActionForm action={cancelUserFactorReset}>
      {(_, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <SubmitButton pending={pending} pendingText="Canceling…">
            Cancel the reset
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
