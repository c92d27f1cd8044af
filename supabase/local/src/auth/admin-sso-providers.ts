import type { RequestContext } from './request-context.ts'
import { requireAdmin } from './require-admin.ts'

interface ProviderRow {
  id: string
  disabled: boolean | null
  entity_id: string
  domains: { domain: string }[]
}

/** `GET /admin/sso/providers`, with the secret key: the identity providers for single sign-on, without their metadata. */
export async function listSsoProviders(context: RequestContext): Promise<Response> {
  await requireAdmin(context)
  const rows = await context.sql<ProviderRow>(
    `select providers.id, providers.disabled, saml.entity_id,
       (select coalesce(json_agg(json_build_object('domain', domain)), '[]') from auth.sso_domains
        where sso_provider_id = providers.id) as domains
     from auth.sso_providers providers join auth.saml_providers saml on saml.sso_provider_id = providers.id
     order by providers.created_at`,
  )
  const items = rows.map(({ entity_id, ...row }) => ({ ...row, saml: { entity_id } }))
  return Response.json({ items })
}
