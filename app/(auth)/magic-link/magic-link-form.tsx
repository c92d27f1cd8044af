'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { sendMagicLink } from './actions'

type MagicLinkFormProps = { redirectedFrom?: string | undefined; siteKey: string | undefined }

export function MagicLinkForm({ redirectedFrom, siteKey }: MagicLinkFormProps) {
  return (
    <ActionForm action={sendMagicLink} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <Field name="email" label="Email" type="email" autoComplete="username" required state={state} />
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Sending…">
            Send the link
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
