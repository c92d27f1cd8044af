import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import type { RequestContext } from './request-context.ts'
import type { SsoProvider } from './sso-provider.ts'

/** The real server's bounds: crewjam/saml's MaxClockSkew and MaxIssueDelay. */
const CLOCK_SKEW_MS = 180_000
const MAX_ISSUE_DELAY_MS = 90_000

/** The URLs of this Auth server as a SAML service provider. The first is its entity ID. */
export function samlUrls({ issuer }: Pick<RequestContext, 'issuer'>) {
  return { metadata: `${issuer}/sso/saml/metadata`, consumer: `${issuer}/sso/saml/acs` }
}

/**
 * The service provider for one identity provider.
 * @param requestId the ID of the request that a response must name; undefined: the identity provider has started the sign-in.
 */
export function serviceProvider(
  context: Pick<RequestContext, 'issuer'>,
  { entity_id, metadata_xml }: SsoProvider,
  requestId: string | undefined,
): SAML {
  const { metadata, consumer } = samlUrls(context)
  return new SAML({
    issuer: metadata,
    callbackUrl: consumer,
    audience: metadata,
    entryPoint: signInUrl(metadata_xml),
    idpIssuer: entity_id,
    idpCert: certificates(metadata_xml),
    identifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    disableRequestedAuthnContext: true,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: CLOCK_SKEW_MS,
    maxAssertionAgeMs: MAX_ISSUE_DELAY_MS,
    validateInResponseTo: requestId === undefined ? ValidateInResponseTo.never : ValidateInResponseTo.always,
    ...(requestId !== undefined && { generateUniqueId: () => requestId }),
    // The relay state remembers the request, once.
    cacheProvider: {
      saveAsync: async (_key, value) => ({ value, createdAt: Date.now() }),
      getAsync: async (key) => (key === requestId ? new Date().toISOString() : null),
      removeAsync: async (key) => key,
    },
  })
}

function signInUrl(metadata: string): string {
  const [service = ''] =
    /<(?:\w+:)?SingleSignOnService\b[^>]*\bBinding="[^"]*:HTTP-Redirect"[^>]*>/.exec(metadata) ?? []
  return /\bLocation="([^"]+)"/.exec(service)?.[1]?.replaceAll('&amp;', '&') ?? ''
}

function certificates(metadata: string): string[] {
  const found = metadata.matchAll(/<(?:\w+:)?X509Certificate>([^<]+)</g)
  return [...found].map(([, certificate = '']) => certificate.replace(/\s/g, ''))
}
