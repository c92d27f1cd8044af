import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { COOKIE_SECRET } from './app.ts'
import { BrowserJar } from './browser-jar.ts'
import { SITE } from './next-request.ts'

type Answer = { status?: number; body?: unknown }

export type ReceivedRequest = { what: string; body: unknown }

export const TEST_USER = { id: '11111111-1111-4111-8111-111111111111', email: 'ada@example.com' }
export const SESSION_ID = '22222222-2222-4222-8222-222222222222'

/** The session cookie of a project that listens on 127.0.0.1. */
export const SESSION_COOKIE = 'sb-127-auth-token'

const nowS = () => Math.floor(Date.now() / 1000)

/** Claims of an access token as the Auth server writes them for a login a moment ago. */
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

const asked: ReceivedRequest[] = []
const answers = new Map<string, Answer>()
const server = createServer(async (request, response) => {
  const what = `${request.method} ${request.url?.split('?')[0]}`
  const text = (await request.toArray()).join('')
  asked.push({ what, body: text && JSON.parse(text) })
  const { status = 200, body = null } = answers.get(what) ?? { status: 404, body: {} }
  const headers = { 'content-type': 'application/json', 'x-supabase-api-version': '2024-01-01' }
  response.writeHead(status, headers).end(JSON.stringify(body))
}).listen(0, '127.0.0.1')
await once(server, 'listening')
// It ends with the process.
server.unref()

/**
 * A server that stands where the project does and gives the answers that it is told, clear and unclear ones alike: for what decides by
 * an answer. Whatever imports it has its address among the settings, and secrets for cookies.
 */
export const supabaseStub = {
  url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  asked,
  /** Says how a question is answered from now on, such as 'POST /rest/v1/rpc/authorize'. Unsaid, it is 404. */
  answer: (what: string, answer: Answer) => void answers.set(what, answer),
  /** Forgets what was said and asked. */
  reset() {
    answers.clear()
    supabaseStub.publish(PUBLISHED)
    asked.splice(0)
  },
  /** Publishes the project's key under these names. */
  publish: (...kids: string[]) =>
    supabaseStub.answer('GET /auth/v1/.well-known/jwks.json', {
      body: { keys: kids.map((kid) => ({ ...jwk, kid })) },
    }),
  token: (over?: JWTPayload, kid = PUBLISHED) => sign(claims(over), keys.published.privateKey, kid),
  /** As token, signed by someone else under the same name. */
  forgedToken: (over?: JWTPayload) => sign(claims(over), keys.foreign.privateKey, PUBLISHED),
  /** A token of a project that signs with a symmetric key. */
  symmetricToken: (over?: JWTPayload) =>
    new SignJWT(claims(over)).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(new Uint8Array(32)),
}
supabaseStub.reset()

/** What cookies are sealed with now; what they were sealed with before is COOKIE_SECRET of the applications under test. */
export const NEWEST_SECRET = 'the newest secret that nobody else can know'

process.env.NEXT_PUBLIC_SUPABASE_URL = supabaseStub.url
process.env.COOKIE_SECRET = `${NEWEST_SECRET},${COOKIE_SECRET}`

/** A browser that holds a session with this access token, in one cookie; `over` is more of what the cookie says. */
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
