'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { NewPasswordFields } from '@/app/ui/new-password-fields'
import { PasswordField } from '@/app/ui/password-field'
import { SubmitButton } from '@/app/ui/submit-button'
import { changePassword } from './actions'

type PasswordFormProps = {
  email: string
  /** Whether the current password is required, because there is no recent sign-in. */
  requiresCurrent: boolean
  siteKey: string | undefined
}

export function PasswordForm({ email, requiresCurrent, siteKey }: PasswordFormProps) {
  return (
    <ActionForm action={changePassword}>
      {(state, pending) => (
        <>
          {/* For password managers: the account of the password. */}
          <input type="text" autoComplete="username" value={email} readOnly hidden />
          {requiresCurrent && (
            <PasswordField
              name="passwordCurrent"
              label="Current password"
              autoComplete="current-password"
              required
              state={state}
            />
          )}
          <NewPasswordFields label="New password" email={email} state={state} />
          {requiresCurrent && <Captcha siteKey={siteKey} state={state} />}
          <SubmitButton pending={pending} pendingText="Saving…">
            Save password
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
