'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { joinOrganization, signUpAndJoin } from './actions'

export function JoinForm({ token, isNew }: { token: string; isNew: boolean }) {
  return (
    <ActionForm action={isNew ? signUpAndJoin : joinOrganization}>
      {(_, pending) => (
        <>
          <input type="hidden" name="token" value={token} />
          <SubmitButton pending={pending} pendingText="Accepting…">
            Accept invitation
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
