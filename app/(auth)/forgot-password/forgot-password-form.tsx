'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { forgotPassword } from './actions'

type ForgotPasswordFormProps = { redirectedFrom?: string | undefined; siteKey: string | undefined }

export function ForgotPasswordForm({ redirectedFrom, siteKey }: ForgotPasswordFormProps) {
  return (
    <ActionForm action={forgotPassword} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field name="email" label="Email" type="email" autoComplete="username" required state={state} />
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Sending…">
            Send the mail
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
