import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { COOKIE_SECRET } from './app.ts'
import { BrowserJar } from './browser-jar.ts'
import { SITE } from './next-request.ts'

type StubResponse = { status?: number; body?: unknown }

export type ReceivedRequest = { endpoint: string; body: unknown }

export const TEST_USER = { id: '11111111-1111-4111-8111-111111111111', email: 'ada@example.com' }
export const SESSION_ID = '22222222-2222-4222-8222-222222222222'

/** The session cookie of a project on 127.0.0.1. */
export const SESSION_COOKIE = 'sb-127-auth-token'

const nowS = () => Math.floor(Date.now() / 1000)

/** What the database says about the assurance level of a session, for a reason. */
export const assurance = (reason: string) => ({
  reason,
  has_factor: reason !== 'no_factor',
  is_aal2: reason === 'aal2',
  is_sufficient: ['aal2', 'trusted_device', 'no_factor'].includes(reason),
})

/** Claims of an access token as the Auth server issues them for a new session. */
export const claims = (over: JWTPayload = {}): JWTPayload => ({
  sub: TEST_USER.id,
  email: TEST_USER.email,
  role: 'authenticated',
  aal: 'aal1',
  session_id: SESSION_ID,
  amr: [{ method: 'password', timestamp: nowS() }],
  exp: nowS() + 3600,
  ...over,
})

const keys = { published: await generateKeyPair('ES256'), foreign: await generateKeyPair('ES256') }
const jwk = { ...(await exportJWK(keys.published.publicKey)), alg: 'ES256', use: 'sig' }
const PUBLISHED = 'published'

const sign = (payload: JWTPayload, key: CryptoKey, kid: string) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' }).sign(key)

const requests: ReceivedRequest[] = []
const responses = new Map<string, StubResponse>()
const server = createServer(async (request, response) => {
  const endpoint = `${request.method} ${request.url?.split('?')[0]}`
  const text = (await request.toArray()).join('')
  requests.push({ endpoint, body: text && JSON.parse(text) })
  const { status = 200, body = null } = responses.get(endpoint) ?? { status: 404, body: {} }
  const headers = { 'content-type': 'application/json', 'x-supabase-api-version': '2024-01-01' }
  response.writeHead(status, headers).end(JSON.stringify(body))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
// It ends with the process.
server.unref()

/**
 * A server in place of the Supabase project that gives configured responses, clear and unclear ones: for code that decides by a
 * response. Importing it sets its URL and a cookie secret in the environment.
 */
export const supabaseStub = {
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  requests,
  /** Sets the response to a request such as 'POST /rest/v1/rpc/authorize'. The default is 404. */
  setResponse: (endpoint: string, response: StubResponse) => void responses.set(endpoint, response),
  /** Clears the configured responses and the received requests. */
  reset() {
    responses.clear()
    supabaseStub.publish(PUBLISHED)
    requests.splice(0)
  },
  /** Publishes the project's signing keys with these IDs. */
  publish: (...kids: string[]) =>
    supabaseStub.setResponse('GET /auth/v1/.well-known/jwks.json', {
      body: { keys: kids.map((kid) => ({ ...jwk, kid })) },
    }),
  token: (over?: JWTPayload, kid = PUBLISHED) => sign(claims(over), keys.published.privateKey, kid),
  /** Like token, signed with another key of the same ID. */
  forgedToken: (over?: JWTPayload) => sign(claims(over), keys.foreign.privateKey, PUBLISHED),
  /** A token of a project that signs with a symmetric key. */
  symmetricToken: (over?: JWTPayload) =>
    new SignJWT(claims(over)).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(new Uint8Array(32)),
}
supabaseStub.reset()

/** The current secret that encrypts cookies; the previous one is the COOKIE_SECRET of the apps under test. */
export const NEWEST_SECRET = 'the newest secret that no one else can know'

process.env.NEXT_PUBLIC_SUPABASE_URL = supabaseStub.url
process.env.COOKIE_SECRET = `${NEWEST_SECRET},${COOKIE_SECRET}`

/** A browser with a session with this access token, in one cookie; `over` adds fields. */
export function browserWith(accessToken: string, over: object = {}): BrowserJar {
  const session = {
    access_token: accessToken,
    refresh_token: 'a-refresh-token',
    token_type: 'bearer',
    expires_in: 3600,
    expires_at: nowS() + 3600,
    ...over,
  }
  const value = `base64-${Buffer.from(JSON.stringify(session)).toString('base64url')}`
  return new BrowserJar(SITE, [[SESSION_COOKIE, value]])
}
