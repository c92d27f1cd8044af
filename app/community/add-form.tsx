'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { TextArea } from '@/app/ui/text-area'
import { MAX_BODY_CHARACTERS, MAX_TITLE_CHARACTERS } from '@/utils/community/text-lengths'
import type { FormAction } from '@/utils/forms/form-state'

type AddFormProps = {
  action: FormAction
  section: string
  organization: string | undefined
  button: string
  sending: string
}

/** `sending` is new on each render: a form that is submitted twice adds one entry. */
export function AddForm({ action, section, organization, button, sending }: AddFormProps) {
  return (
    <ActionForm action={action}>
      {(state, pending) => (
        <>
          <input type="hidden" name="section" value={section} />
          {organization && <input type="hidden" name="organization" value={organization} />}
          <input type="hidden" name="sending" value={sending} />
          <Field name="title" label="Title" maxLength={MAX_TITLE_CHARACTERS} required state={state} />
          <TextArea name="body" label="Text" maxLength={MAX_BODY_CHARACTERS} required state={state} />
          <SubmitButton pending={pending} pendingText="Publishing…">
            {button}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
