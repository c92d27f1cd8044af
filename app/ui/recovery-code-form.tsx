'use client'

import type { FormAction } from '@/utils/forms/form-state'
import { ActionForm } from './action-form'
import { Field } from './field'
import { SubmitButton } from './submit-button'

type RecoveryCodeFormProps = { action: FormAction; redirectedFrom?: string | undefined }

/** Takes a recovery code. */
export function RecoveryCodeForm({ action, redirectedFrom }: RecoveryCodeFormProps) {
  return (
    <ActionForm action={action} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field
            name="recoveryCode"
            label="Recovery code"
            hint="One of the codes that you saved. Each works once."
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={40}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Checking…">
            Continue
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
