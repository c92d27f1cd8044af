import { randomUUID } from 'node:crypto'
import type { Sql } from '../auth/request-context.ts'
import { startIdentityProvider } from '../saml/identity-provider.ts'
import { saveIdentityProvider } from '../saml/save-identity-provider.ts'

/**
 * Starts another identity provider, and adds it to the database as `supabase sso add` does.
 * @returns its ID in `auth.sso_providers`, and how to stop it.
 */
export async function addIdentityProvider(
  sql: Sql,
  domain: string,
): Promise<{ id: string; close: () => Promise<void> }> {
  const provider = await startIdentityProvider(0, [domain])
  const id = randomUUID()
  try {
    await saveIdentityProvider(sql, id, provider, [domain])
  } catch (error) {
    await provider.close()
    throw error
  }
  return { id, close: provider.close }
}
