'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { takeRole } from './actions'
import { RoleSelect } from './role-select'

export function TakeRoleForm({ userId, roles }: { userId: string; roles: string[] }) {
  return (
    <ActionForm action={takeRole}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <RoleSelect name="takenRole" roles={roles} state={state} />
          <Field name="takeReason" label="Why do you take it?" maxLength={200} required state={state} />
          <SubmitButton pending={pending} pendingText="Taking…" quiet>
            Take the role away
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
