'use server'

import { notFound, redirect } from 'next/navigation'
import { adminErrorMessage } from '@/utils/admin/error-messages'
import { linkSsoProviderSchema, unlinkSsoProviderSchema } from '@/utils/admin/schemas'
import { formAction } from '@/utils/forms/form-action'

/** Links an identity provider, whose users become members of the organization. */
export const linkSsoProvider = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: linkSsoProviderSchema },
  async ({ input: { organizationId, providerId, slug }, supabase }) => {
    const { error } = await supabase.rpc('link_sso_provider', {
      organization_id: organizationId,
      provider_id: providerId,
    })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/organizations/${slug}?notice=linked`)
  },
)

/** Removes the link of an identity provider; members stay. */
export const unlinkSsoProvider = formAction(
  { session: 'required', permission: 'users.manage', deny: notFound, schema: unlinkSsoProviderSchema },
  async ({ input: { organizationId, unlinkedId, slug }, supabase }) => {
    const { error } = await supabase.rpc('unlink_sso_provider', {
      organization_id: organizationId,
      provider_id: unlinkedId,
    })
    if (error) return { message: adminErrorMessage(error.message) }
    redirect(`/admin/organizations/${slug}?notice=unlinked`)
  },
)
