'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import type { EmailKind } from '@/utils/auth/schemas'
import { enterCode } from './actions'

type CodeFormProps = { email: string; kind: EmailKind; button: string; redirectedFrom: string }

/** Takes the six digits of an email instead of its link. */
export function CodeForm({ email, kind, button, redirectedFrom }: CodeFormProps) {
  return (
    <ActionForm action={enterCode} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <input type="hidden" name="email" value={email} />
          <input type="hidden" name="kind" value={kind} />
          <Field
            name="code"
            label="Six-digit code"
            hint="From the same email, if it has one. Enter it here if you read the email on another device."
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Checking…">
            {button}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
