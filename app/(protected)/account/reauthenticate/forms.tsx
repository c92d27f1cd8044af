'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { CodeField } from '@/app/ui/code-field'
import { PasskeyCredential } from '@/app/ui/passkey-credential'
import { PasswordField } from '@/app/ui/password-field'
import { SubmitButton } from '@/app/ui/submit-button'
import { UsernameField } from '@/app/ui/username-field'
import {
  confirmWithCode,
  confirmWithPasskey,
  confirmWithPassword,
  confirmWithSso,
  emailCode,
} from './actions'

type FormProps = { redirectedFrom: string }

type GuardedFormProps = FormProps & { siteKey: string | undefined }

export function PasswordForm({ email, redirectedFrom, siteKey }: GuardedFormProps & { email: string }) {
  return (
    <ActionForm action={confirmWithPassword} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <UsernameField email={email} />
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

export function SsoForm({ redirectedFrom, siteKey }: GuardedFormProps) {
  return (
    <ActionForm action={confirmWithSso} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Continuing…">
            Continue with SSO
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
          <CodeField name="code" hint="From the email, if it has one." state={state} />
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
