'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { approveAccessRequest, rejectAccessRequest } from './actions'

export function ApproveForm({ id, email }: { id: string; email: string }) {
  return (
    <ActionForm action={approveAccessRequest}>
      {(state, pending) => (
        <>
          <input type="hidden" name="approvedId" value={id} />
          <Field
            name="until"
            label="Access until (UTC)"
            hint="Leave empty for access that doesn’t expire."
            type="datetime-local"
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Approving…">
            Approve <span className="sr-only">{email}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function RejectForm({ id, email }: { id: string; email: string }) {
  return (
    <ActionForm action={rejectAccessRequest}>
      {(_, pending) => (
        <>
          <input type="hidden" name="rejectedId" value={id} />
          <SubmitButton pending={pending} pendingText="Rejecting…" danger>
            Reject <span className="sr-only">{email}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
