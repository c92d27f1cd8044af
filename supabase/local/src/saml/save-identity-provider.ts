import { randomUUID } from 'node:crypto'
import type { IdentityProvider } from './identity-provider.ts'

/** The ID of the local identity provider in `auth.sso_providers`. */
export const LOCAL_SSO_PROVIDER_ID = '5a3c5a3c-0000-4000-8000-000000000001'

const MAPPING = { keys: { name: { name: 'displayName' }, full_name: { name: 'displayName' } } }

type Query = (sql: string, values: unknown[]) => Promise<unknown>

/**
 * Stores an identity provider in the database, with the certificate and URL of this start. The ID of the local one stays the same: the
 * identities of its users contain it.
 */
export async function saveIdentityProvider(
  query: Query,
  id: string,
  { entityId, metadata }: IdentityProvider,
  domains: readonly string[],
): Promise<void> {
  await query(
    'insert into auth.sso_providers (id, created_at, updated_at) values ($1, now(), now()) on conflict do nothing',
    [id],
  )
  await query('delete from auth.saml_providers where sso_provider_id = $1', [id])
  await query(
    `insert into auth.saml_providers (id, sso_provider_id, entity_id, metadata_xml, attribute_mapping, created_at, updated_at)
     values ($1, $2, $3, $4, $5, now(), now())`,
    [randomUUID(), id, entityId, metadata, JSON.stringify(MAPPING)],
  )
  await query('delete from auth.sso_domains where sso_provider_id = $1', [id])
  for (const domain of domains)
    await query(
      'insert into auth.sso_domains (id, sso_provider_id, domain, created_at, updated_at) values ($1, $2, $3, now(), now())',
      [randomUUID(), id, domain],
    )
}
