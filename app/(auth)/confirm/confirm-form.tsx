'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { confirmEmailLink } from './actions'

export function ConfirmForm({ button }: { button: string }) {
  return (
    <ActionForm action={confirmEmailLink}>
      {(_, pending) => (
        <SubmitButton pending={pending} pendingText="One moment…">
          {button}
        </SubmitButton>
      )}
    </ActionForm>
  )
}
