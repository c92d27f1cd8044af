'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { PasskeyCredential } from '@/app/ui/passkey-credential'
import { PasswordField } from '@/app/ui/password-field'
import { SubmitButton } from '@/app/ui/submit-button'
import { confirmWithCode, confirmWithPasskey, confirmWithPassword, emailCode } from './actions'

type FormProps = { redirectedFrom: string }

type GuardedFormProps = FormProps & { siteKey: string | undefined }

export function PasswordForm({ email, redirectedFrom, siteKey }: GuardedFormProps & { email: string }) {
  return (
    <ActionForm action={confirmWithPassword} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          {/* For password managers: the account of the password. */}
          <input type="text" autoComplete="username" value={email} readOnly hidden />
          <PasswordField
            name="password"
            label="Password"
            autoComplete="current-password"
            required
            state={state}
          />
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Checking…">
            Continue
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function EmailCodeForm({ redirectedFrom, siteKey }: GuardedFormProps) {
  return (
    <ActionForm action={emailCode} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Sending…" quiet>
            Send code
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function CodeForm({ redirectedFrom }: FormProps) {
  return (
    <ActionForm action={confirmWithCode} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field
            name="code"
            label="6-digit code"
            hint="From the email, if it has one."
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Checking…">
            Continue
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function PasskeyForm({ redirectedFrom }: FormProps) {
  return (
    <ActionForm action={confirmWithPasskey} redirectedFrom={redirectedFrom}>
      {(_, pending) => (
        <>
          <PasskeyCredential options="/auth/passkey/options" />
          <SubmitButton pending={pending} pendingText="Checking…" quiet>
            Continue with a passkey
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
