'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { confirmEmailLink } from './actions'

type ConfirmFormProps = {
  button: string
  /** The id of the signed-in user; empty if there is none. */
  signedIn: string
}

export function ConfirmForm({ button, signedIn }: ConfirmFormProps) {
  return (
    <ActionForm action={confirmEmailLink}>
      {(_, pending) => (
        <>
          <input type="hidden" name="signedIn" value={signedIn} />
          <SubmitButton pending={pending} pendingText="One moment…">
            {button}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
