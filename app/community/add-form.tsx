'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { BODY_MOST_CHARACTERS, TITLE_MOST_CHARACTERS } from '@/utils/community/limits'
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
            maxLength={TITLE_MOST_CHARACTERS}
            required
            state={state}
          />
          <BodyField maxLength={BODY_MOST_CHARACTERS} state={state} />
          <SubmitButton pending={pending} pendingText="Saving…">
            {button}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
