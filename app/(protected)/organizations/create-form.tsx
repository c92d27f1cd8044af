'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { createOrganization } from './actions'

export function CreateOrganizationForm() {
  return (
    <ActionForm action={createOrganization}>
      {(state, pending) => (
        <>
          <Field
            name="name"
            label="Name"
            autoComplete="organization"
            maxLength={100}
            required
            state={state}
          />
          <Field
            name="slug"
            label="Address"
            hint="Part of the address of its pages, such as our-team. It can’t be changed later."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Creating…">
            Create organization
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
