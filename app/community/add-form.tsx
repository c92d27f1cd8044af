'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { TextArea } from '@/app/ui/text-area'
import { MAX_BODY_CHARACTERS, MAX_TITLE_CHARACTERS } from '@/utils/community/limits'
import { addEntry } from './actions'

export function AddForm({ section, button }: { section: string; button: string }) {
  return (
    <ActionForm action={addEntry}>
      {(state, pending) => (
        <>
          <input type="hidden" name="section" value={section} />
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
