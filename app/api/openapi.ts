import 'server-only'
import { createDocument } from 'zod-openapi'
import { SITE_NAME } from '@/app/site'
import { describeOperation } from '@/utils/api/describe-operation'
import type { Handler, Method } from '@/utils/api/endpoint'

/**
 * Describes the API as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html), from what the route files below app/api declare.
 * zod-openapi adds to zod's own JSON Schema what a document needs: parameters, and components that are defined once.
 */
export async function describeApi() {
  const routes = import.meta.glob<Partial<Record<Method, Handler>>>('./**/route.ts')
  const paths = await Promise.all(
    Object.entries(routes).map(async ([file, load]) => {
      const path = file.replace(/^\.(.*)\/route\.ts$/, '/api$1').replace(/\[(\w+)\]/g, '{$1}')
      const methods = Object.entries(await load()).flatMap(([method, { described }]) =>
        described ? [[method.toLowerCase(), describeOperation(described, path)]] : [],
      )
      return [path, Object.fromEntries(methods)] as const
    }),
  )

  return createDocument({
    openapi: '3.1.1',
    info: {
      title: `${SITE_NAME} API`,
      version: '1.0.0',
      description:
        'Requests and responses are JSON, and private to the caller. Any other method returns 405 with Allow, any other path 404.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { cookie: [] }],
    paths: Object.fromEntries(paths.filter(([, methods]) => Object.keys(methods).length > 0)),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'sb-<project>-auth-token',
          description: 'The session of this site. Changes must come from its own pages.',
        },
      },
    },
  })
}
