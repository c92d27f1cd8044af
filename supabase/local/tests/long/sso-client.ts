import { createHash, randomBytes } from 'node:crypto'
import { answerSso, postSso, type SsoAnswer } from '../../src/testing/index.ts'
import type { createBackendClient } from './backend-client.ts'

export const DOMAIN = 'sso.example.com'

/** Sign-ins by single sign-on at a backend whose identity provider has DOMAIN. */
export function createSsoClient({ auth, backend }: ReturnType<typeof createBackendClient>) {
  type Content = Parameters<NonNullable<ReturnType<typeof backend>['identityProvider']>['respond']>[0]

  /** Starts a sign-in with PKCE. */
  async function begin(body: Record<string, unknown> = { domain: DOMAIN }) {
    const verifier = randomBytes(32).toString('hex')
    const started = await auth('/sso', {
      body: {
        redirect_to: 'http://localhost:3000/auth/callback',
        skip_http_redirect: true,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 's256',
        ...body,
      },
    })
    return { ...started, url: String(started.body.url), verifier }
  }

  const exchange = (target: URL, code_verifier: string) =>
    auth('/token?grant_type=pkce', { body: { auth_code: target.searchParams.get('code'), code_verifier } })

  async function signIn(email: string) {
    const { url, verifier } = await begin()
    return exchange(await postSso(await answerSso(url, email)), verifier)
  }

  /** A sign-in with a response that the identity provider signs with other content. */
  async function forge(changed: Partial<Content>, options?: { signed: boolean }): Promise<SsoAnswer> {
    const { url } = await begin()
    const honest = await answerSso(url, 'employee@sso.example.com')
    const xml = Buffer.from(honest.fields.SAMLResponse, 'base64').toString()
    const find = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? ''
    const content: Content = {
      audience: find(/<saml:Audience>([^<]+)/),
      recipient: find(/Recipient="([^"]+)"/),
      inResponseTo: find(/InResponseTo="([^"]+)"/),
      subject: find(/<saml:NameID[^>]*>([^<]+)/),
      email: 'employee@sso.example.com',
      name: 'employee',
      ...changed,
    }
    const written = backend().identityProvider?.respond(content, options) ?? ''
    return withResponse(honest, written)
  }

  return { begin, exchange, signIn, forge }
}

/** The same answer with another response. */
export function withResponse({ consumerUrl, fields }: SsoAnswer, xml: string): SsoAnswer {
  return { consumerUrl, fields: { ...fields, SAMLResponse: Buffer.from(xml).toString('base64') } }
}

/** The response of an answer. */
export const xmlOf = ({ fields }: SsoAnswer) => Buffer.from(fields.SAMLResponse, 'base64').toString()
