import 'server-only'
import { z } from 'zod'
import { type DataResult, fetchRows } from '@/utils/data-result'
import { createClient } from '@/utils/supabase/server'

const ssoProvider = z.object({ id: z.guid(), domains: z.array(z.string()), is_linked: z.boolean() })

export type SsoProvider = z.infer<typeof ssoProvider>

/** The identity providers of single sign-on that are linked to an organization, and those that are linked to none. */
export async function listSsoProviders(organizationId: string): Promise<DataResult<SsoProvider[]>> {
  const supabase = await createClient()
  return await fetchRows(supabase.rpc('list_sso_providers', { organization_id: organizationId }), ssoProvider)
}

/** What an identity provider is called on screen: its domains. */
export function ssoProviderName({ id, domains }: SsoProvider): string {
  return domains.join(', ') || `Without a domain: ${id}`
}
