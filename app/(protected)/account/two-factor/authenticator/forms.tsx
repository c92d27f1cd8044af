'use client'

import { ActionForm } from '@/app/ui/action-form'
import { CodeField } from '@/app/ui/code-field'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { cancelSetup, confirmSetup, startSetup } from './actions'

type FormProps = { redirectedFrom: string | undefined }

export function NameForm({ redirectedFrom, suggestedName }: FormProps & { suggestedName: string }) {
  return (
    <ActionForm action={startSetup} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field
            name="factorName"
            label="Name"
            autoComplete="off"
            defaultValue={suggestedName}
            maxLength={50}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Setting up…">
            Continue
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function FirstCodeForm({ redirectedFrom }: FormProps) {
  return (
    <ActionForm action={confirmSetup} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <CodeField name="verificationCode" hint="From your authenticator app." state={state} />
          <SubmitButton pending={pending} pendingText="Checking…">
            Turn on
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function CancelForm() {
  return (
    <form action={cancelSetup}>
      <button type="submit" className="button button-quiet">
        Cancel
      </button>
    </form>
  )
}
