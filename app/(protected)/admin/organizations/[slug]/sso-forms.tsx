'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Select } from '@/app/ui/select'
import { SubmitButton } from '@/app/ui/submit-button'
import { linkSsoProvider, unlinkSsoProvider } from './actions'

type Organization = { organizationId: string; slug: string }

function HiddenOrganization({ organizationId, slug }: Organization) {
  return (
    <>
      <input type="hidden" name="organizationId" value={organizationId} />
      <input type="hidden" name="slug" value={slug} />
    </>
  )
}

type LinkFormProps = Organization & { providers: { value: string; text: string }[] }

export function LinkSsoProviderForm({ providers, ...organization }: LinkFormProps) {
  return (
    <ActionForm action={linkSsoProvider}>
      {(state, pending) => (
        <>
          <HiddenOrganization {...organization} />
          <Select
            name="providerId"
            label="Identity provider"
            hint="Identity providers linked to other organizations aren’t listed."
            options={providers}
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Linking…">
            Link identity provider
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

type UnlinkFormProps = Organization & { providerId: string; name: string }

export function UnlinkSsoProviderForm({ providerId, name, ...organization }: UnlinkFormProps) {
  return (
    <ActionForm action={unlinkSsoProvider}>
      {(_, pending) => (
        <>
          <HiddenOrganization {...organization} />
          <input type="hidden" name="unlinkedId" value={providerId} />
          <SubmitButton pending={pending} pendingText="Removing…" danger>
            Remove link <span className="sr-only">to {name}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
