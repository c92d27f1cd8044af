'use client'

import { ActionForm } from '@/app/ui/action-form'
import { SubmitButton } from '@/app/ui/submit-button'
import type { FormAction } from '@/utils/forms/form-state'

type DeleteFormProps = { action: FormAction; section: string; organization: string | undefined; id: number }

/** Deletes an entry. The disclosure around it asks for confirmation. */
export function DeleteForm({ action, section, organization, id }: DeleteFormProps) {
  return (
    <ActionForm action={action}>
      {(_, pending) => (
        <>
          <input type="hidden" name="section" value={section} />
          {organization && <input type="hidden" name="organization" value={organization} />}
          <input type="hidden" name="id" value={id} />
          <SubmitButton pending={pending} pendingText="Deleting…" danger>
            Yes, delete it
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
