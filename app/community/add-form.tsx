'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { MAX_BODY_CHARACTERS, MAX_TITLE_CHARACTERS } from '@/utils/community/limits'
import { addEntry } from './actions'
import { BodyField } from './body-field'

export function AddForm({ section, button }: { section: string; button: string }) {
  return (
    <ActionForm action={addEntry}>
      {(state, pending) => (
        <>
          <input type="hidden" name="section" value={section} />
          <Field
            name="title"
            label="Title"
            hint="Everybody can read it, with your name."
            maxLength={MAX_TITLE_CHARACTERS}
            required
            state={state}
          />
          <BodyField maxLength={MAX_BODY_CHARACTERS} state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            {button}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
