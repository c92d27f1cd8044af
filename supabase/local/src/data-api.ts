import { App, setExperimental } from '@supabase/lite'
import type { PgliteConnection } from '@supabase/lite/pglite'
import { publishableKey, secretKey } from './keys.ts'
import type { Settings } from './settings-schema.ts'
import { createFileStore } from './storage/file-store.ts'

/**
 * The library's data API (`/rest/v1`) and Storage (`/storage/v1`).
 * @param jwtSecret the HS256 secret it checks tokens with.
 * @param apiUrl its public URL.
 * @param dataDir where Storage keeps its files; unset: in memory.
 */
export async function createDataApi(
  connection: PgliteConnection,
  settings: Settings,
  jwtSecret: string,
  apiUrl: string,
  dataDir: string | undefined,
) {
  const app = new App({
    connection,
    api: {
      enabled: true,
      schemas: settings.api.schemas.filter((schema) => schema !== 'graphql_public'),
      extra_search_path: settings.api.extra_search_path,
      max_rows: settings.api.max_rows,
      external_url: apiUrl,
    },
    auth: {
      enabled: true,
      jwt_secret: jwtSecret,
      publishable_key: publishableKey,
      secret_key: secretKey,
      site_url: settings.auth.site_url,
    },
    storage: { enabled: settings.storage.enabled, file_size_limit: settings.storage.file_size_limit },
    options: { server: { admin: false, disableStudio: true } },
  })
  app._storageAdapter = createFileStore(dataDir)
  await app.init()
  // Not before: it would print a warning, which concerns production.
  setExperimental('storage', settings.storage.enabled)
  return (request: Request) => Promise.resolve(app.fetch(request))
}
