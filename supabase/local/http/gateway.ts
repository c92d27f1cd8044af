import { isIP } from 'node:net'
import { answerAuth, type InTransaction } from '../auth/answer.ts'
import type { AuthServices } from '../auth/call.ts'
import { type ApiKey, checkApiKey, refuseSecretInBrowser } from './api-key.ts'
import { preflight, withCors } from './cors.ts'
import { withRestToken } from './rest-token.ts'
import type { Answer } from './serve.ts'

interface Behind {
  services: AuthServices
  inTransaction: InTransaction
  /** The library's own server: the data API. */
  library: (request: Request) => Promise<Response>
  /** The HS256 secret the library checks tokens with. */
  librarySecret: Uint8Array
}

/** What stands before Auth and data API: checks the API key, sends each request to its server, allows every origin. */
export function gateway({ services, inTransaction, library, librarySecret }: Behind): Answer {
  async function route(request: Request, peer: string): Promise<Response> {
    const refused = refuseSecretInBrowser(request)
    if (refused) return refused
    const path = new URL(request.url).pathname
    if (path.startsWith('/auth/v1/')) {
      const apiKey = checkApiKey(request)
      if (apiKey instanceof Response) return apiKey
      return answerAuth(services, inTransaction, request, {
        apiKey,
        ip: clientAddress(request, apiKey, peer),
      })
    }
    if (!/^\/(rest|storage)\/v1\//.test(path))
      return Response.json({ message: 'no Route matched with those values' }, { status: 404 })
    const translated = await withRestToken(request, services.key, librarySecret)
    return translated instanceof Response ? translated : library(translated)
  }
  return async (request, peer) =>
    request.method === 'OPTIONS' ? preflight(request) : withCors(await route(request, peer))
}

/** The first address that a holder of the secret key or a proxy reports, if it is one, else the socket's own. */
function clientAddress({ headers }: Request, apiKey: ApiKey, peer: string): string {
  const told = apiKey === 'secret' ? headers.get('Sb-Forwarded-For') : null
  const reported = (told ?? headers.get('X-Forwarded-For'))?.split(',')[0]?.trim() ?? ''
  return isIP(reported) ? reported : peer
}
