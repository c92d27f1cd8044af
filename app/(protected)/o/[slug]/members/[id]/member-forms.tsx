'use client'

import { ActionForm } from '@/app/ui/action-form'
import { Field } from '@/app/ui/field'
import { Select } from '@/app/ui/select'
import { SubmitButton } from '@/app/ui/submit-button'
import type { OrganizationRole } from '@/utils/organizations/organization-schema'
import { ROLE_NAMES } from '@/utils/organizations/role-names'
import { changeMemberRole, removeMember, transferOwnership } from '../../actions'

type Ids = { organization: string; userId: string }

function HiddenIds({ organization, userId }: Ids) {
  return (
    <>
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="userId" value={userId} />
    </>
  )
}

type MemberRoleFormProps = Ids & {
  /** The roles that the user may grant. */
  roles: readonly OrganizationRole[]
  role: OrganizationRole | undefined
  until: string | undefined
}

export function MemberRoleForm({ roles, role, until, ...ids }: MemberRoleFormProps) {
  return (
    <ActionForm action={changeMemberRole}>
      {(state, pending) => (
        <>
          <HiddenIds {...ids} />
          <Select
            name="role"
            label="Role"
            options={roles.map((value) => ({ value, text: ROLE_NAMES[value] }))}
            {...(role && { defaultValue: role })}
            state={state}
          />
          <Field
            name="until"
            label="Member until (UTC)"
            hint="Leave empty for a membership that doesn’t expire."
            type="datetime-local"
            defaultValue={until && new Date(until).toISOString().slice(0, 16)}
            state={state}
          />
          <SubmitButton pending={pending} pendingText="Saving…">
            Change role
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function TransferOwnershipForm(ids: Ids) {
  return (
    <ActionForm action={transferOwnership}>
      {(_, pending) => (
        <>
          <HiddenIds {...ids} />
          <SubmitButton pending={pending} pendingText="Transferring…" danger>
            Transfer ownership
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}

export function RemoveMemberForm(ids: Ids) {
  return (
    <ActionForm action={removeMember}>
      {(_, pending) => (
        <>
          <HiddenIds {...ids} />
          <SubmitButton pending={pending} pendingText="Removing…" danger>
            Remove member
          </SubmitButton>
        </>
      )}
    </ActionForm>
  )
}
