'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { Select } from '@/app/ui/select'
import { SubmitButton } from '@/app/ui/submit-button'
import { ASSIGNABLE_ROLES } from '@/utils/auth/permissions/permissions'
import { grantRole } from './actions'

export function GrantRoleForm({ userId }: { userId: string }) {
  return (
    <ActionForm action={grantRole}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <Select name="role" label="Role" options={ASSIGNABLE_ROLES} state={state} />
          <Field
            name="until"
            label="Until (UTC)"
            hint="Leave empty to grant the role permanently."
            type="datetime-local"
            state={state}
          />
          <Field name="reason" label="Reason" maxLength={200} required state={state} />
          <SubmitButton pending={pending} pendingText="Granting…">
            Grant role
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
