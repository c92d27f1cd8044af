import { createHash } from 'node:crypto'
import { startHttpServer } from '../http/http-server.ts'
import { createKeyPair } from './certificate.ts'
import { identityProviderMetadata } from './metadata.ts'
import { messagePage, postPage, signInPage } from './pages.ts'
import { readRequest } from './request.ts'
import { createResponse, type ResponseContent } from './response.ts'

/** A SAML identity provider on this machine. */
export interface IdentityProvider {
  url: string
  entityId: string
  /** Its metadata, for `auth.saml_providers` or `supabase sso add --metadata-file`. */
  metadata: string
  /** Writes a response with this content, signed with the provider's key; `signed: false` leaves it unsigned. */
  respond(
    content: Omit<ResponseContent, 'issuer'> & { issuer?: string },
    options?: { signed: boolean },
  ): string
  close(): Promise<void>
}

/**
 * Starts an identity provider that lets its visitors choose who they are. It listens on 127.0.0.1 only, and makes a new key and
 * certificate at each start.
 * @param port 0 uses any free one. Throws PortInUseError.
 * @param domains the domains of the users that its page offers.
 */
export async function startIdentityProvider(
  port: number,
  domains: readonly string[],
): Promise<IdentityProvider> {
  const server = await startHttpServer(port, 'ssoPort')
  const url = `http://127.0.0.1:${server.port}`
  const issuer = `${url}/metadata`
  const key = createKeyPair('Local identity provider')
  const metadata = identityProviderMetadata(issuer, `${url}/sign-in`, key.certificate)
  const respond: IdentityProvider['respond'] = (content, { signed } = { signed: true }) =>
    createResponse({ issuer, ...content }, signed ? key : undefined)
  const emails = domains.flatMap((domain) => [`employee@${domain}`, `manager@${domain}`])
  server.handle((request) => answer(request, { metadata, emails, respond }))
  return { url, entityId: issuer, metadata, respond, close: server.close }
}

type Parts = Pick<IdentityProvider, 'metadata' | 'respond'> & { emails: string[] }

async function answer(request: Request, { metadata, emails, respond }: Parts): Promise<Response> {
  const url = new URL(request.url)
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /metadata':
      return new Response(metadata, { headers: { 'Content-Type': 'application/samlmetadata+xml' } })
    case 'GET /sign-in':
      return readConsumer(url.searchParams) ? signInPage(url.searchParams, emails) : malformed()
    case 'POST /sign-in':
      return post(new URLSearchParams(await request.text()), respond)
    default:
      return messagePage(404, 'There is nothing here.')
  }
}

function post(form: URLSearchParams, respond: Parts['respond']): Response {
  const request = readConsumer(form)
  if (!request) return malformed()
  const email = (form.get('email') ?? '').trim().toLowerCase()
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return messagePage(400, 'This is no email address.')
  const xml = respond({
    audience: request.issuer,
    recipient: request.consumerUrl,
    inResponseTo: request.id,
    email,
    subject: createHash('sha256').update(email).digest('hex').slice(0, 32),
    name: email.split('@')[0] ?? email,
  })
  return postPage(request.consumerUrl, {
    SAMLResponse: Buffer.from(xml).toString('base64'),
    RelayState: form.get('RelayState') ?? '',
  })
}

/** The request, if it comes from a service provider on this machine: no other one is registered here. */
function readConsumer(values: URLSearchParams) {
  const request = readRequest(values.get('SAMLRequest') ?? '')
  return request && URL.parse(request.consumerUrl)?.hostname === '127.0.0.1' ? request : undefined
}

function malformed(): Response {
  return messagePage(400, 'The sign-in request is malformed, or its application is not on this machine.')
}
