'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { Select } from '@/app/ui/select'
import { SubmitButton } from '@/app/ui/submit-button'
import { revokeRole } from './actions'

export function RevokeRoleForm({ userId, roles }: { userId: string; roles: string[] }) {
  return (
    <ActionForm action={revokeRole}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <Select name="revokedRole" label="Role" options={roles} state={state} />
          <Field name="revokeReason" label="Reason" maxLength={200} required state={state} />
          <SubmitButton pending={pending} pendingText="Revoking…" danger>
            Revoke role
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
