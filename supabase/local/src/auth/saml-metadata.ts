import { escapeXml } from '../saml/escape-xml.ts'
import type { RequestContext } from './request-context.ts'
import { samlUrls } from './service-provider.ts'
import { requireSaml } from './sso.ts'

/** `GET /sso/saml/metadata`: what an identity provider has to know about this Auth server. It signs no requests here. */
export async function samlMetadata(context: RequestContext): Promise<Response> {
  requireSaml(context)
  const { metadata, consumer } = samlUrls(context)
  const formats = ['1.1:nameid-format:emailAddress', '2.0:nameid-format:persistent']
    .map((format) => `<NameIDFormat>urn:oasis:names:tc:SAML:${format}</NameIDFormat>`)
    .join('')
  const xml = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escapeXml(metadata)}"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAssertionsSigned="true">${formats}<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${escapeXml(consumer)}" index="1"/></SPSSODescriptor></EntityDescriptor>`
  const headers = { 'Content-Type': 'application/xml', 'Cache-Control': 'public, max-age=600' }
  return new Response(xml, { headers })
}
