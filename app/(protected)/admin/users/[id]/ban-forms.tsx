'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { banUser, unbanUser } from './actions'

export function BanForm({ userId }: { userId: string }) {
  return (
    <ActionForm action={banUser}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <Field
            name="banUntil"
            label="Until (UTC)"
            hint="Leave empty to ban the user permanently."
            type="datetime-local"
            state={state}
          />
          <Field name="banReason" label="Reason" maxLength={200} required state={state} />
          <SubmitButton pending={pending} pendingText="Banning…" danger>
            Ban user
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function UnbanForm({ userId }: { userId: string }) {
  return (
    <ActionForm action={unbanUser}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <Field name="unbanReason" label="Reason" maxLength={200} required state={state} />
          <SubmitButton pending={pending} pendingText="Ending…">
            End ban
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
