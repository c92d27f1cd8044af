'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { ASSIGNABLE_ROLES } from '@/utils/auth/permissions/permissions'
import { giveRole } from './actions'
import { RoleSelect } from './role-select'

export function GiveRoleForm({ userId }: { userId: string }) {
  return (
    <ActionForm action={giveRole}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <RoleSelect name="role" roles={ASSIGNABLE_ROLES} state={state} />
          <Field
            name="until"
            label="Until (UTC)"
            hint="Leave it empty to give the role for good."
            type="datetime-local"
            state={state}
          />
          <Field name="reason" label="Why do you give it?" maxLength={200} required state={state} />
          <SubmitButton pending={pending} pendingText="Giving…">
            Give the role
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
