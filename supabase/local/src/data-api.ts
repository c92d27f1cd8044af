import { App } from '@supabase/lite'
import type { PgliteConnection } from '@supabase/lite/pglite'
import { publishableKey, secretKey } from './keys.ts'
import type { Settings } from './settings-schema.ts'

/**
 * The library's data API (`/rest/v1`).
 * @param jwtSecret the HS256 secret it checks tokens with.
 * @param apiUrl its public URL.
 */
export async function createDataApi(
  connection: PgliteConnection,
  settings: Settings,
  jwtSecret: string,
  apiUrl: string,
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
    options: { server: { admin: false, disableStudio: true } },
  })
  await app.init()
  return (request: Request) => Promise.resolve(app.fetch(request))
}
