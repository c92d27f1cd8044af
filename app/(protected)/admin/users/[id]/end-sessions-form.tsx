'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { endSessions } from './actions'

export function EndSessionsForm({ userId }: { userId: string }) {
  return (
    <ActionForm action={endSessions}>
      {(state, pending) => (
        <>
          <input type="hidden" name="userId" value={userId} />
          <Field name="endReason" label="Reason" maxLength={200} required state={state} />
          <SubmitButton pending={pending} pendingText="Signing out…" danger>
            Sign out everywhere
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
