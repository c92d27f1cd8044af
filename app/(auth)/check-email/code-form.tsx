'use client'

import { ActionForm } from '@/app/ui/action-form'
import { CodeField } from '@/app/ui/code-field'
import { SubmitButton } from '@/app/ui/submit-button'
import type { EmailKind } from '@/utils/auth/email-links/schemas'
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
          <CodeField
            name="code"
            hint="If the email includes a code, you can enter it here, even when you read the email on another device."
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
