'use client'

import { ActionForm } from '@/app/ui/action-form'
import { CodeField } from '@/app/ui/code-field'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { addEmail, decideOnNotes, deleteGuest, enterGuestCode } from './actions'

/** `pending`: the address that was emailed. */
export function AddEmailForm({ pending: emailed }: { pending: string | undefined }) {
  return (
    <ActionForm action={addEmail}>
      {(state, pending) => (
        <>
          <Field
            name="email"
            label="Email"
            type="email"
            autoComplete="email"
            defaultValue={emailed}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Sending…" quiet={emailed !== undefined}>
            {emailed === undefined ? 'Send confirmation email' : 'Send another email'}
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function GuestCodeForm() {
  return (
    <ActionForm action={enterGuestCode}>
      {(state, pending) => (
        <>
          <CodeField name="code" hint="From the email, if it has one." state={state} />
          <SubmitButton pending={pending} pendingText="Checking…">
            Confirm with code
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

/** `count`: how many notes can be moved. */
export function NotesForms({ count }: { count: number }) {
  return (
    <>
      <ActionForm action={decideOnNotes}>
        {(_, pending) => (
          <>
            <input type="hidden" name="choice" value="move" />
            <SubmitButton pending={pending} pendingText="Moving…">
              {count === 1 ? 'Move 1 note' : `Move ${count} notes`}
            </SubmitButton>
          </>
        )}
      </ActionForm>
      <ActionForm action={decideOnNotes}>
        {(_, pending) => (
          <>
            <input type="hidden" name="choice" value="delete" />
            <SubmitButton pending={pending} pendingText="Deleting…" quiet>
              {count === 1 ? 'Delete it' : 'Delete them'}
            </SubmitButton>
          </>
        )}
      </ActionForm>
    </>
  )
}

export function DeleteGuestForm() {
  return (
    <ActionForm action={deleteGuest}>
      {(_, pending) => (
        <SubmitButton pending={pending} pendingText="Deleting…" danger>
          Sign out and delete my notes
        </SubmitButton>
      )}
    </ActionForm>
  )
}
