'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Captcha } from '@/app/ui/captcha'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import type { EmailKind } from '@/utils/auth/email-links/schemas'
import { resendEmail } from './actions'
import { Cooldown } from './cooldown'

type ResendFormProps = {
  email?: string | undefined
  kind?: EmailKind | undefined
  redirectedFrom?: string | undefined
  /** Seconds until another email can be requested. */
  cooldownS?: number | undefined
  siteKey?: string | undefined
}

/** Requests the email again: with one click if the address is known, otherwise with a field for it. */
export function ResendForm({
  email,
  kind = 'signup',
  redirectedFrom,
  cooldownS = 0,
  siteKey,
}: ResendFormProps) {
  return (
    <ActionForm action={resendEmail} redirectedFrom={redirectedFrom}>
      {(state, pending) => (
        <>
          <input type="hidden" name="kind" value={kind} />
          {email ? (
            <input type="hidden" name="email" value={email} />
          ) : (
            <Field name="email" label="Email" type="email" autoComplete="username" required state={state} />
          )}
          <Captcha siteKey={siteKey} state={state} />
          <div className="grid gap-1.5">
            <SubmitButton pending={pending} pendingText="Sending…" quiet>
              Resend email
            </SubmitButton>
            <Cooldown key={cooldownS} seconds={cooldownS} />
          </div>
        </>
      )}
    </ActionForm>
  )
}
