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
            label="Name"
            autoComplete="name"
            maxLength={100}
            required
            state={{ ...state, values: state.values ?? { name } }}
          />
          <SubmitButton pending={pending} pendingText="Saving…">
            Save
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
