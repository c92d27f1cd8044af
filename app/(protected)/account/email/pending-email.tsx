'use client'

import Link from 'next/link'
import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { Section } from '@/app/ui/section'
import { SubmitButton } from '@/app/ui/submit-button'
import { confirmEmailChange, resendEmailChange } from './actions'

type PendingEmailProps = { email: string; newEmail: string; siteKey: string | undefined }

/** A change of address that waits for its confirmations, and what can be done about it. */
export function PendingEmail({ email, newEmail, siteKey }: PendingEmailProps) {
  return (
    <Section
      title="Waiting for confirmation"
      lead={
        <>
          You asked to change to <strong className="font-medium break-words text-ink">{newEmail}</strong>.
          Open the links in the mails to that address and to {email}, or enter their codes here, one after the
          other.
        </>
      }
    >
      <ActionForm action={confirmEmailChange}>
        {(state, pending) => (
          <>
            <Field
              name="code"
              label="Six-digit code"
              hint="From either mail."
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={12}
              required
              state={state}
            />
            <SubmitButton pending={pending} pendingText="Checking…">
              Confirm with the code
            </SubmitButton>
          </>
        )}
      </ActionForm>
      <ActionForm action={resendEmailChange}>
        {(state, pending) => (
          <>
            <Captcha siteKey={siteKey} state={state} />
            <SubmitButton pending={pending} pendingText="Sending…" quiet>
              Send both mails again
            </SubmitButton>
          </>
        )}
      </ActionForm>
      <p className="text-sm text-muted">
        Changed your mind? Do nothing: the mails stop working after ten minutes, and your address stays as it
        is. To make them worthless at once,{' '}
        <Link prefetch={false} href="/account/password" className="link">
          change your password
        </Link>
        .
      </p>
    </Section>
  )
}
