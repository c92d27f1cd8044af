'use client'

import type { AuthenticatorApp } from '@/utils/auth/mfa/factors'
import type { FormAction } from '@/utils/forms/form-state'
import { ActionForm } from './action-form'
import { Checkbox } from './checkbox'
import { CodeField } from './code-field'
import { Select } from './select'
import { SubmitButton } from './submit-button'

type VerificationFormProps = {
  action: FormAction
  apps: AuthenticatorApp[]
  /** Whether the user can choose not to be asked again in this browser. */
  offersTrust?: boolean
  redirectedFrom?: string | undefined
}

/** Takes a code of an authenticator app. */
export function VerificationForm({ action, apps, offersTrust, redirectedFrom }: VerificationFormProps) {
  return (
    <ActionForm action={action} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          {apps.length > 1 ? (
            <Select
              name="factorId"
              label="Authenticator app"
              options={apps.map(({ id, name }) => ({ value: id, text: name }))}
              state={state}
            />
          ) : (
            <input type="hidden" name="factorId" value={apps[0]?.id} />
          )}
          <CodeField name="verificationCode" hint="From your authenticator app." state={state} />
          {offersTrust && (
            <Checkbox name="trustDevice" state={state}>
              Don’t ask again on this device for 30 days
            </Checkbox>
          )}
          <SubmitButton pending={pending} pendingText="Checking…">
            Continue
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
