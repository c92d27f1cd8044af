'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { NewPasswordFields } from '@/app/ui/new-password-fields'
import { PasswordField } from '@/app/ui/password-field'
import { SubmitButton } from '@/app/ui/submit-button'
import { UsernameField } from '@/app/ui/username-field'
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
          <UsernameField email={email} />
          {requiresCurrent && (
            <PasswordField
              name="passwordCurrent"
              label="Current password"
              autoComplete="current-password"
              required
              state={state}
            />
          )}
          <NewPasswordFields label="New password" state={state} />
          {requiresCurrent && <Captcha siteKey={siteKey} state={state} />}
          <SubmitButton pending={pending} pendingText="Saving…">
            Save password
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
