'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { TextArea } from '@/app/ui/text-area'
import { MAX_REASON_CHARACTERS } from '@/utils/auth/signup/access-request-schema'
import { sendAccessRequest } from './actions'

export function RequestForm({ siteKey }: { siteKey: string | undefined }) {
  return (
    <ActionForm action={sendAccessRequest}>
      {(state, pending) => (
        <>
          <Field name="name" label="Name" autoComplete="name" required maxLength={100} state={state} />
          <Field name="email" label="Email" type="email" autoComplete="email" required state={state} />
          <TextArea
            name="reason"
            label="Why do you need access?"
            required
            maxLength={MAX_REASON_CHARACTERS}
            state={state}
          />
          <Captcha siteKey={siteKey} state={state} />
          <SubmitButton pending={pending} pendingText="Sending…">
            Request access
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
