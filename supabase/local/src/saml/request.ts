import { inflateRawSync } from 'node:zlib'
import { unescapeXml } from './escape-xml.ts'

/** What a service provider asks for in an AuthnRequest. */
export interface AuthnRequest {
  id: string
  /** The entity ID of the service provider. */
  issuer: string
  /** Where the response is posted. */
  consumerUrl: string
}

/** Reads the `SAMLRequest` of the HTTP-Redirect binding (SAML 2.0 Bindings, 3.4.4.1); undefined if it is malformed. */
export function readRequest(parameter: string): AuthnRequest | undefined {
  const xml = inflate(parameter)
  const id = /<(?:\w+:)?AuthnRequest\b[^>]*\sID="([^"]+)"/.exec(xml)?.[1]
  const consumerUrl = /\sAssertionConsumerServiceURL="([^"]+)"/.exec(xml)?.[1]
  const issuer = /<(?:\w+:)?Issuer\b[^>]*>([^<]+)</.exec(xml)?.[1]
  if (!id || !consumerUrl || !issuer) return undefined
  return { id, issuer: unescapeXml(issuer), consumerUrl: unescapeXml(consumerUrl) }
}

function inflate(parameter: string): string {
  try {
    return inflateRawSync(Buffer.from(parameter, 'base64'), { maxOutputLength: 65_536 }).toString()
  } catch {
    return ''
  }
}
