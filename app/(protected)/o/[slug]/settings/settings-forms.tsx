'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Checkbox } from '@/app/ui/checkbox'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { deleteOrganization, leaveOrganization, renameOrganization, setOrganizationMfa } from '../actions'

export function RenameForm({ organization, name }: { organization: string; name: string }) {
  return (
    <ActionForm action={renameOrganization}>
      {(state, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <Field name="name" label="Name" defaultValue={name} maxLength={100} required state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            Save name
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function OrganizationMfaForm({ organization, required }: { organization: string; required: boolean }) {
  return (
    <ActionForm action={setOrganizationMfa}>
      {(state, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <Checkbox name="required" defaultChecked={required} state={state}>
            Require two-factor authentication for all members
          </Checkbox>
          <SubmitButton pending={pending} pendingText="Saving…">
            Save setting
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function LeaveForm({ organization }: { organization: string }) {
  return (
    <ActionForm action={leaveOrganization}>
      {(_, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <SubmitButton pending={pending} pendingText="Leaving…" danger>
            Leave organization
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function DeleteOrganizationForm({ organization }: { organization: string }) {
  return (
    <ActionForm action={deleteOrganization}>
      {(state, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <Field
            name="slug"
            label="Address of the organization"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Deleting…" danger>
            Delete organization
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
