'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { cancelSetup, confirmSetup, startSetup } from './actions'

type FormProps = { redirectedFrom: string | undefined }

export function NameForm({ redirectedFrom }: FormProps) {
  return (
    <ActionForm action={startSetup} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field
            name="factorName"
            label="Name"
            hint="For example, Phone."
            autoComplete="off"
            defaultValue="Phone"
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
          <Field
            name="verificationCode"
            label="6-digit code"
            hint="From your authenticator app."
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            required
            state={state}
          />
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
