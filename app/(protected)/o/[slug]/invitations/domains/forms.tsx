'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { SubmitButton } from '@/app/ui/submit-button'
import { addDomain, removeDomain } from './actions'

type DomainFormProps = { organization: string; domain: string }

/** `domain`: the one of the user's address, which is the only one that they can add. */
export function AddDomainForm({ organization, domain }: DomainFormProps) {
  return (
    <ActionForm action={addDomain}>
      {(state, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <Field
            name="domain"
            label="Domain"
            hint="The domain of your own email address."
            defaultValue={domain}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={253}
            required
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Adding…" quiet>
            Add domain
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function RemoveDomainForm({ organization, domain }: DomainFormProps) {
  return (
    <ActionForm action={removeDomain}>
      {(_, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <input type="hidden" name="domain" value={domain} />
          <SubmitButton pending={pending} pendingText="Removing…" danger>
            Remove <span className="sr-only">{domain}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
