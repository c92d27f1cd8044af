'use client'

import { ActionForm } from '@/app/ui/action-form'
import { NewPasswordFields } from '@/app/ui/new-password-fields'
import { SubmitButton } from '@/app/ui/submit-button'
import { UsernameField } from '@/app/ui/username-field'
import { resetPassword } from './actions'

export function ResetPasswordForm({ email }: { email: string }) {
  return (
    <ActionForm action={resetPassword}>
      {(state, pending) => (
        <>
          <UsernameField email={email} />
          <NewPasswordFields label="New password" state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            Set new password
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
