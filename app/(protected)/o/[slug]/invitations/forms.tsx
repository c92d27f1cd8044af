'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { Select } from '@/app/ui/select'
import { SubmitButton } from '@/app/ui/submit-button'
import type { OrganizationRole } from '@/utils/organizations/organization-schema'
import { ROLE_NAMES } from '@/utils/organizations/role-names'
import { inviteMember, resendInvitation, revokeInvitation } from './actions'

type InviteFormProps = {
  organization: string
  /** The roles that the user may grant. */
  roles: readonly OrganizationRole[]
}

export function InviteForm({ organization, roles }: InviteFormProps) {
  return (
    <ActionForm action={inviteMember}>
      {(state, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <Field name="email" label="Email" type="email" autoComplete="off" required state={state} />
          <Select
            name="role"
            label="Role"
            options={roles.map((value) => ({ value, text: ROLE_NAMES[value] }))}
            state={state}
          />
          <Field
            name="until"
            label="Member until (UTC)"
            hint="Leave empty for a membership that doesn’t expire."
            type="datetime-local"
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Sending…">
            Send invitation
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

type InvitationFormProps = { organization: string; invitationId: string; email: string }

export function ResendForm({ organization, invitationId, email }: InvitationFormProps) {
  return (
    <ActionForm action={resendInvitation}>
      {(_, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <input type="hidden" name="invitationId" value={invitationId} />
          <SubmitButton pending={pending} pendingText="Sending…" quiet>
            Resend <span className="sr-only">the invitation to {email}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function RevokeForm({ organization, invitationId, email }: InvitationFormProps) {
  return (
    <ActionForm action={revokeInvitation}>
      {(_, pending) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <input type="hidden" name="invitationId" value={invitationId} />
          <SubmitButton pending={pending} pendingText="Revoking…" danger>
            Revoke <span className="sr-only">the invitation to {email}</span>
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
