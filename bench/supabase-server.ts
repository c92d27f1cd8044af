import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

// A Supabase that responds from memory, so that the app is what is measured. It runs in a separate process and receives its
// settings as messages: see supabase.ts. Access tokens are signed with ES256, as a hosted project signs them.

export type Command = { delayMs: number } | { session: 'fresh' | 'expired' } | { calls: 'forget' }
export type Reply = { url: string } | { session: object } | { calls: string[] } | { done: true }

const USER = {
  id: '5f2c8d1e-3b4a-4c6d-9e8f-0a1b2c3d4e5f',
  aud: 'authenticated',
  role: 'authenticated',
  email: 'ada@example.com',
  email_confirmed_at: '2026-01-01T00:00:00Z',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  app_metadata: { provider: 'email', providers: ['email'] },
  user_metadata: { email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' },
  identities: [],
  is_anonymous: false,
}
const LIFE_S = 3600
const NOTES = [3, 2, 1].map((id) => ({ id, note: `What I wanted to remember, number ${id}.` }))

const { privateKey, publicKey } = await generateKeyPair('ES256')
const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig', key_ops: ['verify'] }
let url = ''
let delayMs = 0
let calls: string[] = []
let sessions = 0

async function session(expired = false) {
  sessions += 1
  const now = Math.floor(Date.now() / 1000)
  const expires_at = expired ? now - 60 : now + LIFE_S
  const claims = {
    aal: 'aal1',
    amr: [{ method: 'password', timestamp: now }],
    email: USER.email,
    role: USER.role,
    app_metadata: USER.app_metadata,
    user_metadata: USER.user_metadata,
    session_id: 'a3b1c2d4-0000-4000-8000-000000000001',
    is_anonymous: false,
  }
  const access_token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: key.kid })
    .setIssuer(`${url}/auth/v1`)
    .setSubject(USER.id)
    .setAudience(USER.aud)
    .setIssuedAt(expires_at - LIFE_S)
    .setExpirationTime(expires_at)
    .sign(privateKey)
  const refresh_token = `refresh-${sessions}`
  return { access_token, token_type: 'bearer', expires_in: LIFE_S, expires_at, refresh_token, user: USER }
}

async function answer(line: string): Promise<unknown> {
  switch (line) {
    case 'GET /auth/v1/user':
      return USER
    case 'POST /auth/v1/token':
      return await session()
    case 'GET /auth/v1/.well-known/jwks.json':
      return { keys: [key] }
    case 'GET /auth/v1/settings':
      return { external: { email: true, github: true, google: true } }
    case 'GET /rest/v1/profiles':
      return [{ name: USER.user_metadata.name }]
    case 'GET /rest/v1/notes':
      return NOTES
    default:
      return []
  }
}

const server = createServer(async (request, response) => {
  const line = `${request.method} ${(request.url ?? '').split('?')[0]}`
  calls.push(line)
  request.resume()
  if (delayMs > 0 && line.includes(' /auth/v1/')) await new Promise((done) => setTimeout(done, delayMs))
  const body = JSON.stringify(await answer(line))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})

async function obey(command: Command): Promise<Reply> {
  if ('delayMs' in command) {
    delayMs = command.delayMs
    return { done: true }
  }
  if ('session' in command) return { session: await session(command.session === 'expired') }
  const made = calls
  calls = []
  return { calls: made }
}

process.on('message', async (command: Command) => process.send?.(await obey(command)))
process.on('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  process.send?.({ url } satisfies Reply)
})
