'use client'

import { ActionForm } from '@/app/ui/action-form'
import { NewPasswordFields } from '@/app/ui/new-password-fields'
import { SubmitButton } from '@/app/ui/submit-button'
import { resetPassword } from './actions'

export function ResetPasswordForm({ email }: { email: string }) {
  return (
    <ActionForm action={resetPassword}>
      {(state, pending) => (
        <>
          {/* For password managers: the account of the password. */}
          <input hidden readOnly type="email" name="email" autoComplete="username" value={email} />
          <NewPasswordFields label="New password" state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            Set new password
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
