import { isIP } from 'node:net'
import { handleAuthRequest, type InTransaction } from '../auth/handle-request.ts'
import type { AuthServices } from '../auth/request-context.ts'
import { checkApiKey, rejectSecretKeyInBrowser } from './api-key.ts'
import { preflight, withCors } from './cors.ts'
import { withDataApiToken } from './data-api-token.ts'
import type { RequestHandler } from './http-server.ts'

interface GatewayOptions {
  services: AuthServices
  inTransaction: InTransaction
  /** The library's server: the data API. */
  library: (request: Request) => Promise<Response>
  /** The HS256 secret with which the library verifies tokens. */
  librarySecret: Uint8Array
  /** Whether `Sb-Forwarded-For` is trusted with the secret key. */
  forwardedFor: boolean
}

/** Routes requests to Auth and data API: checks the API key, forwards each request to its server, allows every origin. */
export function createGateway({
  services,
  inTransaction,
  library,
  librarySecret,
  forwardedFor,
}: GatewayOptions): RequestHandler {
  async function route(request: Request, peer: string): Promise<Response> {
    const rejection = rejectSecretKeyInBrowser(request)
    if (rejection) return rejection
    const path = new URL(request.url).pathname
    if (path.startsWith('/auth/v1/')) {
      const apiKey = checkApiKey(request)
      if (apiKey instanceof Response) return apiKey
      return handleAuthRequest(services, inTransaction, request, {
        apiKey,
        ip: clientAddress(request, forwardedFor && apiKey === 'secret', peer),
      })
    }
    if (!/^\/(rest|storage)\/v1\//.test(path))
      return Response.json({ message: 'no Route matched with those values' }, { status: 404 })
    const translated = await withDataApiToken(request, services.key, librarySecret)
    return translated instanceof Response ? translated : library(translated)
  }
  return async (request, peer) =>
    request.method === 'OPTIONS' ? preflight(request) : withCors(await route(request, peer))
}

/**
 * The address that a request with the secret key reports, if it is trusted; else the first one that proxies report; else the
 * address of the socket.
 */
function clientAddress({ headers }: Request, trusted: boolean, peer: string): string {
  const reportedByServer = trusted ? (headers.get('Sb-Forwarded-For')?.split(',')[0]?.trim() ?? '') : ''
  if (isIP(reportedByServer)) return reportedByServer
  const reported =
    headers
      .get('X-Forwarded-For')
      ?.split(',')
      .map((address) => address.trim()) ?? []
  return reported.find((address) => isIP(address)) ?? peer
}
