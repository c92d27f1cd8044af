import { randomUUID } from 'node:crypto'
import { SignedXml } from 'xml-crypto'
import type { KeyPair } from './certificate.ts'
import { escapeXml } from './escape-xml.ts'

/** What a response of the local identity provider says. */
export interface ResponseContent {
  /** The entity ID of the identity provider. */
  issuer: string
  /** The entity ID of the service provider. */
  audience: string
  /** Where the service provider receives responses. */
  recipient: string
  /** The ID of the request; undefined: the identity provider starts the sign-in. */
  inResponseTo?: string | undefined
  email: string
  /** The user's ID at the identity provider, which never changes. */
  subject: string
  name: string
  /** When the assertion was issued; it is valid for five minutes. */
  issuedAt?: Date
  /** When a session that starts with it ends; undefined: whenever the service provider decides. */
  sessionEndsAt?: Date | undefined
}

const LIFETIME_MS = 5 * 60 * 1000
const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const EMAIL = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'

/**
 * Writes a SAML response with one signed assertion (SAML 2.0 Core, 2.3 and 3.3.3; Profiles, 4.1.4.2).
 * @param key undefined leaves the assertion unsigned.
 */
export function createResponse(content: ResponseContent, key: KeyPair | undefined): string {
  const xml = responseXml(content)
  if (!key) return xml
  const signed = new SignedXml({
    privateKey: key.privateKey,
    publicCert: `-----BEGIN CERTIFICATE-----\n${key.certificate}\n-----END CERTIFICATE-----`,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: EXCLUSIVE_C14N,
  })
  const assertion = `//*[local-name(.)='Assertion']`
  signed.addReference({
    xpath: assertion,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', EXCLUSIVE_C14N],
  })
  signed.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${assertion}/*[local-name(.)='Issuer']`, action: 'after' },
  })
  return signed.getSignedXml()
}

function responseXml(content: ResponseContent): string {
  const { issuer, audience, recipient, inResponseTo, email, subject, name, issuedAt = new Date() } = content
  const at = issuedAt.toISOString()
  const until = new Date(issuedAt.getTime() + LIFETIME_MS).toISOString()
  const request = inResponseTo === undefined ? '' : ` InResponseTo="${escapeXml(inResponseTo)}"`
  const end = content.sessionEndsAt ? ` SessionNotOnOrAfter="${content.sessionEndsAt.toISOString()}"` : ''
  const attributes = Object.entries({ [EMAIL]: email, displayName: name })
    .map(
      ([key, value]) =>
        `<saml:Attribute Name="${key}"><saml:AttributeValue>${escapeXml(value)}</saml:AttributeValue></saml:Attribute>`,
    )
    .join('')
  const sender = `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${escapeXml(issuer)}</saml:Issuer>`
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${randomUUID()}" Version="2.0" IssueInstant="${at}" Destination="${escapeXml(recipient)}"${request}>${sender}<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_${randomUUID()}" Version="2.0" IssueInstant="${at}"><saml:Issuer>${escapeXml(issuer)}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${escapeXml(subject)}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${escapeXml(recipient)}"${request}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${escapeXml(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at}" SessionIndex="_${randomUUID()}"${end}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${attributes}</saml:AttributeStatement></saml:Assertion></samlp:Response>`
}
