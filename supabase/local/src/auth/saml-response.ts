import type { Profile } from '@node-saml/node-saml'
import { AuthError, invalid } from './auth-error.ts'
import type { Profile as ExternalProfile } from './identity-provider.ts'
import type { RequestContext } from './request-context.ts'
import { samlUrls, serviceProvider } from './service-provider.ts'
import { readMapping, type SsoProvider } from './sso-provider.ts'

/** What an assertion says, verified. */
export interface VerifiedAssertion {
  profile: ExternalProfile
  /** When the session at the identity provider ends; undefined if it does not say. */
  sessionEndsAt: string | undefined
}

const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const TRANSIENT_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
const SUBJECT_ID = 'urn:oasis:names:tc:SAML:attribute:subject-id'
const EMAIL_ATTRIBUTES = [
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'http://schemas.xmlsoap.org/claims/EmailAddress',
  'mail',
  'Mail',
  'email',
]
const USER_CLAIMS =
  /^(name|family_name|given_name|middle_name|nickname|preferred_username|profile|picture|website|locale|full_name|avatar_url|user_name)$/

/**
 * Verifies a SAML response: signature, audience, recipient, times, and the request that it names.
 * Throws 400 validation_failed if it is invalid, 400 saml_assertion_no_user_id, 400 saml_assertion_no_email.
 */
export async function verifyResponse(
  context: RequestContext,
  provider: SsoProvider,
  response: string,
  requestId: string | undefined,
): Promise<VerifiedAssertion> {
  const saml = serviceProvider(context, provider, requestId)
  // Whatever the library throws, the response is invalid. The real server's message contains it as a whole.
  const { profile } = await saml
    .validatePostResponseAsync({ SAMLResponse: response })
    .catch(() => ({ profile: null }))
  if (!profile || !isForUs(context, provider, profile, requestId))
    throw invalid(`SAML Assertion is not valid ${Buffer.from(response, 'base64')}`)
  return { profile: toProfile(provider, profile), sessionEndsAt: sessionEnd(profile) }
}

/** What the library leaves to its caller: who has issued the assertion, and for which recipient and request (Profiles, 4.1.4.3). */
function isForUs(
  context: RequestContext,
  { entity_id }: SsoProvider,
  profile: Profile,
  requestId: string | undefined,
): boolean {
  const { consumer } = samlUrls(context)
  const destination = /^[^>]*\sDestination="([^"]*)"/.exec(profile.getSamlResponseXml?.() ?? '')?.[1]
  const confirmations = pick(profile.getAssertion?.(), 'Assertion', 'Subject', 'SubjectConfirmation')
  return (
    profile.issuer === entity_id &&
    (destination === undefined || destination === consumer) &&
    confirmations.length > 0 &&
    confirmations.every((confirmation) =>
      pick(confirmation, 'SubjectConfirmationData').every(
        ({ $ }) => $?.Recipient === consumer && (requestId === undefined || $?.InResponseTo === requestId),
      ),
    )
  )
}

type Node = { $?: Record<string, string> }

/** The elements at a path in what the XML parser has made: each name leads to one element or a list of them. */
function pick(node: unknown, ...names: string[]): Node[] {
  return names.reduce<unknown[]>(
    (nodes, name) => nodes.flatMap((each) => (each as Record<string, unknown[]> | undefined)?.[name] ?? []),
    [node],
  ) as Node[]
}

function sessionEnd(profile: Profile): string | undefined {
  const [statement] = pick(profile.getAssertion?.(), 'Assertion', 'AuthnStatement')
  return statement?.$?.SessionNotOnOrAfter
}

function toProfile(provider: SsoProvider, profile: Profile): ExternalProfile {
  const attributes = (profile.attributes ?? {}) as Record<string, unknown>
  const first = (names: string[]): string | undefined => {
    const values = names.map((name) => [attributes[name]].flat()[0])
    return values.find((value): value is string => typeof value === 'string' && value !== '')
  }
  const isEmail = profile.nameIDFormat === EMAIL_FORMAT
  const nameId = isEmail ? profile.nameID.trim().toLowerCase() : profile.nameID
  const id = first([SUBJECT_ID]) ?? (profile.nameIDFormat === TRANSIENT_FORMAT ? '' : nameId)
  if (!id)
    throw new AuthError(
      400,
      'saml_assertion_no_user_id',
      'SAML Assertion did not contain a persistent Subject Identifier attribute or Subject NameID uniquely identifying this user',
    )
  const mapped = Object.entries(readMapping(provider)).flatMap(([key, names]) => {
    const value = first(names)
    return value === undefined ? [] : [[key, value] as const]
  })
  const email = Object.fromEntries(mapped).email ?? first(EMAIL_ATTRIBUTES) ?? (isEmail ? nameId : '')
  if (!email)
    throw new AuthError(400, 'saml_assertion_no_email', 'SAML Assertion does not contain an email address')
  const custom = mapped.filter(([key]) => key !== 'email' && !USER_CLAIMS.test(key))
  return {
    id,
    emails: [{ email, verified: true }],
    data: {
      ...Object.fromEntries(mapped.filter(([key]) => USER_CLAIMS.test(key))),
      iss: provider.entity_id,
      sub: id,
      email,
      email_verified: true,
      phone_verified: false,
      custom_claims: Object.fromEntries(custom),
    },
  }
}
