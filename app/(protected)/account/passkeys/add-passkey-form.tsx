'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { PasskeyCredential } from '@/app/ui/passkey-credential'
import { SubmitButton } from '@/app/ui/submit-button'
import { addPasskey } from './actions'

/** public/passkeys.js creates the passkey before the form is submitted. */
export function AddPasskeyForm() {
  return (
    <ActionForm action={addPasskey}>
      {(state, pending) => (
        <>
          <Field
            name="name"
            label="Name (optional)"
            hint="To recognize it later, for example “Work laptop”."
            autoComplete="off"
            maxLength={60}
            state={state}
          />
          <PasskeyCredential options="/account/passkeys/options" />
          <SubmitButton pending={pending} pendingText="Adding…">
            Add a passkey
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
