'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { CodeField } from '@/app/ui/code-field'
import { Section } from '@/app/ui/section'
import { SubmitButton } from '@/app/ui/submit-button'
import { cancelEmailChange, confirmEmailChange, resendEmailChange } from './actions'

type PendingEmailProps = { email: string; newEmail: string; siteKey: string | undefined }

/** A pending email change, with its actions. */
export function PendingEmail({ email, newEmail, siteKey }: PendingEmailProps) {
  return (
    <Section
      title="Waiting for confirmation"
      lead={
        <>
          You requested to change your address to{' '}
          <strong className="font-medium break-words text-ink">{newEmail}</strong>. If it can be used, we sent
          an email to it and to {email}. Open the links in both emails, preferably in this browser, or enter
          the code of each email here.
        </>
      }
    >
      <ActionForm action={confirmEmailChange}>
        {(state, pending) => (
          <>
            <CodeField name="code" hint="From either email, if it has one." state={state} />
            <SubmitButton pending={pending} pendingText="Checking…">
              Confirm with code
            </SubmitButton>
          </>
        )}
      </ActionForm>
      <ActionForm action={resendEmailChange}>
        {(state, pending) => (
          <>
            <Captcha siteKey={siteKey} state={state} />
            <SubmitButton pending={pending} pendingText="Sending…" quiet>
              Resend both emails
            </SubmitButton>
          </>
        )}
      </ActionForm>
      <ActionForm action={cancelEmailChange}>
        {(_, pending) => (
          <SubmitButton pending={pending} pendingText="Canceling…" quiet>
            Cancel the change
          </SubmitButton>
        )}
      </ActionForm>
    </Section>
  )
}
