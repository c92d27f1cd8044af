import { z } from 'zod'
import { isUuid } from './is-uuid.ts'
import type { Sql } from './request-context.ts'

/** An identity provider for single sign-on, of `auth.sso_providers` and `auth.saml_providers`. */
export interface SsoProvider {
  id: string
  disabled: boolean | null
  entity_id: string
  metadata_xml: string
  attribute_mapping: unknown
}

const select = `select providers.id, providers.disabled, saml.entity_id, saml.metadata_xml, saml.attribute_mapping
  from auth.sso_providers providers join auth.saml_providers saml on saml.sso_provider_id = providers.id`

/** The provider with this ID, domain, or entity ID; undefined if there is none. */
export async function findSsoProvider(
  sql: Sql,
  by: { id: string } | { domain: string } | { entityId: string },
): Promise<SsoProvider | undefined> {
  if ('id' in by && !isUuid(by.id)) return undefined
  const [condition, value] =
    'id' in by
      ? ['providers.id = $1', by.id]
      : 'domain' in by
        ? ['providers.id in (select sso_provider_id from auth.sso_domains where domain = $1)', by.domain]
        : ['saml.entity_id = $1', by.entityId]
  const [provider] = await sql<SsoProvider>(`${select} where ${condition}`, [value])
  return provider
}

const Mapping = z.object({
  keys: z.record(
    z.string(),
    z.object({ name: z.string().default(''), names: z.array(z.string()).default([]) }),
  ),
})

/** The names of the attributes that each key of the user's data is read from, in order. */
export function readMapping(provider: SsoProvider): Record<string, string[]> {
  const { keys } = Mapping.safeParse(provider.attribute_mapping).data ?? { keys: {} }
  return Object.fromEntries(
    Object.entries(keys).map(([key, { name, names }]) => [key, [...(name ? [name] : []), ...names]]),
  )
}
