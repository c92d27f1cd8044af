'use server'

import { redirect } from 'next/navigation'
import { isQuotaExceeded, QUOTA_TEXT } from '@/utils/data-result'
import { formAction } from '@/utils/forms/form-action'
import { fieldError } from '@/utils/forms/form-state'
import { organizationErrorMessage } from '@/utils/organizations/error-messages'
import { listOrganizations } from '@/utils/organizations/organizations'
import { organizationPath } from '@/utils/organizations/paths'
import { createOrganizationSchema, joinSchema } from '@/utils/organizations/schemas'

/** Creates an organization. A form that is sent twice leads to the same one. */
export const createOrganization = formAction(
  { session: 'required', schema: createOrganizationSchema },
  async ({ input: { name, slug }, supabase }) => {
    const { error } = await supabase.rpc('create_organization', { name, slug })
    if (isQuotaExceeded(error)) return { message: QUOTA_TEXT }
    if (error?.message === 'slug_taken') {
      const mine = await listOrganizations(supabase)
      const isCreated = mine.ok && mine.data.some((one) => one.slug === slug && one.name === name)
      if (!isCreated) return fieldError('slug', organizationErrorMessage(error.message))
    } else if (error) return { message: organizationErrorMessage(error.message) }
    redirect(organizationPath(slug))
  },
)

/** Joins an organization that has the domain of the user's confirmed email address. */
export const joinOrganization = formAction(
  { session: 'required', schema: joinSchema },
  async ({ input, supabase }) => {
    const { error } = await supabase.rpc('join_organization', { slug: input.organization })
    if (!error) redirect(organizationPath(input.organization))
    if (error.message === 'permission denied') redirect('/organizations?notice=not-joined')
    return { message: organizationErrorMessage(error.message) }
  },
)
