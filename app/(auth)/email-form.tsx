'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import type { FormAction } from '@/utils/forms/form-state'

type EmailAddressFormProps = {
  action: FormAction
  /** The label of the button. */
  children: string
  redirectedFrom?: string | undefined
  siteKey: string | undefined
  /** The label of the button while the form is sent. */
  pendingText?: string
}

/** A form with an email address. */
export function EmailAddressForm({
  action,
  children,
  redirectedFrom,
  siteKey,
  pendingText = 'Sending…',
}: EmailAddressFormProps) {
  return (
    <ActionForm action={action} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field name="email" label="Email" type="email" autoComplete="username" required state={state} />
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText={pendingText}>
            {children}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
