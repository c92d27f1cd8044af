'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import { joinOrganization } from './actions'

export function JoinForm({ organization, name }: { organization: string; name: string }) {
  return (
    <ActionForm action={joinOrganization}>
      {(_, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <SubmitButton pending={pending} pendingText="Joining…" quiet>
            Join <span className="sr-only">{name}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
