'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { Select } from '@/app/ui/select'
import { SubmitButton } from '@/app/ui/submit-button'
import { SIGNUP_MODES, type SignupMode } from '@/utils/auth/signup/signup-modes'
import { allowSignup, disallowSignup, setSignupMode } from './actions'

const MODE_TEXTS: Record<SignupMode, string> = {
  open: 'Everyone',
  invited: 'Invited addresses',
  allowlist: 'Allowed addresses and domains',
  request: 'Approved requests for access',
}

export function ModeForm({ mode }: { mode: SignupMode }) {
  return (
    <ActionForm action={setSignupMode}>
      {(state, pending) => (
        <>
          <Select
            name="mode"
            label="Who can sign up"
            options={SIGNUP_MODES.map((value) => ({ value, text: MODE_TEXTS[value] }))}
            defaultValue={mode}
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Saving…">
            Save
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function AllowForm() {
  return (
    <ActionForm action={allowSignup}>
      {(state, pending) => (
        <>
          <Field
            name="entry"
            label="Email address or domain"
            hint="Such as name@example.com, or @example.com for everyone there."
            maxLength={320}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Adding…" quiet>
            Add to allowlist
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function RemoveForm({ entry }: { entry: string }) {
  return (
    <ActionForm action={disallowSignup}>
      {(_, pending) => (
        <>
          <input type="hidden" name="removedEntry" value={entry} />
          <SubmitButton pending={pending} pendingText="Removing…" quiet>
            Remove <span className="sr-only">{entry}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
