'use client'

import Link from 'next/link'
import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { deleteAccount } from './actions'

export function DeleteForm() {
  return (
    <ActionForm action={deleteAccount}>
      {(state, pending) => (
        <>
          <Field
            name="email"
            label="Your email address"
            inputMode="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
            state={state}
          />
          <div className="flex flex-wrap gap-3">
            <SubmitButton pending={pending} pendingText="Deleting…" danger>
              Delete account
            </SubmitButton>
            <Link prefetch={false} href="/account/data" className="button button-quiet">
              Cancel
            </Link>
          </div>
        </>
      )}
    </ActionForm>
  )
}
