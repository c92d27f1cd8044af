'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Disclosure } from '@/app/ui/disclosure'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { removePasskey, renamePasskey } from './actions'

type PasskeyProps = { id: string; name: string }

/** Renames or removes a passkey. */
export function PasskeyForms({ id, name }: PasskeyProps) {
  return (
    <>
      <Disclosure
        summary={
          <>
            Rename<span className="sr-only"> {name}</span>
          </>
        }
      >
        <ActionForm action={renamePasskey}>
          {(state, pending) => (
            <>
              <input type="hidden" name="passkey" value={id} />
              <Field
                name="name"
                label="Name"
                autoComplete="off"
                maxLength={60}
                required
                defaultValue={name}
                state={state}
              />
              <SubmitButton pending={pending} pendingText="Saving…" quiet>
                Save
              </SubmitButton>
            </>
          )}
        </ActionForm>
      </Disclosure>
      <Disclosure
        summary={
          <>
            Remove<span className="sr-only"> {name}</span>
          </>
        }
      >
        <p>
          You’ll no longer be able to sign in with it. Delete it from your device or password manager, too.
        </p>
        <ActionForm action={removePasskey}>
          {(_, pending) => (
            <>
              <input type="hidden" name="passkey" value={id} />
              <SubmitButton pending={pending} pendingText="Removing…" danger>
                Yes, remove {name}
              </SubmitButton>
            </>
          )}
        </ActionForm>
      </Disclosure>
    </>
  )
}
