'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { PASSWORD_LEAST_CHARACTERS } from '@/utils/auth/password-length'
import { resetPassword } from './actions'

export function ResetPasswordForm({ email }: { email: string }) {
  return (
    <ActionForm action={resetPassword}>
      {(state, pending) => (
        <>
          {/* For password managers: whose password this is. */}
          <input hidden readOnly type="email" name="email" autoComplete="username" value={email} />
          <Field
            name="password"
            label="New password"
            type="password"
            autoComplete="new-password"
            hint={`At least ${PASSWORD_LEAST_CHARACTERS} characters. Longer is better; spaces are welcome.`}
            required
            state={state}
          />
          <Field
            name="passwordRepeat"
            label="Repeat the password"
            type="password"
            autoComplete="new-password"
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Saving…">
            Set the new password
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
