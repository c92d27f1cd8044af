'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { changeName } from './actions'

export function ProfileForm({ name }: { name: string }) {
  return (
    <ActionForm action={changeName}>
      {(state, pending) => (
        <>
          <Field
            name="name"
            label="Display name"
            autoComplete="name"
            maxLength={100}
            required
            defaultValue={name}
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Saving…">
            Save
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
