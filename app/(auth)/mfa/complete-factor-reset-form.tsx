'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { completeFactorReset } from './actions'

/** Completes a reset that is due. */
export function CompleteFactorResetForm({ redirectedFrom }: { redirectedFrom: string | undefined }) {
  return (
    <ActionForm action={completeFactorReset} redirectedFrom={redirectedFrom}>
      {(_, pending) => (
        <>
          <p>
            The reset that an admin requested has taken effect. You can turn off two-factor authentication and
            continue without a code.
          </p>
          <SubmitButton pending={pending} pendingText="Turning off…" danger>
            Turn off and continue
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
