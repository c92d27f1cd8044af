import { describe, expect, it } from 'vitest'
import {
  hasAmbiguousSession,
  isSessionChunk,
  sessionCookie,
  sessionRemovals,
  withoutSessionRemoval,
  withVerifierMaxAge,
} from '@/utils/supabase/session-cookies'
import { storedTokens } from '@/utils/supabase/stored-tokens'

const NAME = 'sb-127-auth-token'
const write = (name: string, value: string) => ({ name, value, options: {} })

const project = { supabaseUrl: 'https://abcdefgh.supabase.co', browserClient: false }
const HTTPS = { ...project, siteUrl: 'https://app.example.com' }
const HTTP = { ...project, supabaseUrl: 'http://127.0.0.1:54321', siteUrl: 'http://localhost:3000' }

describe('sessionCookie', () => {
  it('is named after the public URL; over HTTPS no other domain can set it', () => {
    expect(sessionCookie(HTTPS)).toMatchObject({
      name: '__Host-sb-abcdefgh-auth-token',
      path: '/',
      secure: true,
    })
    expect(sessionCookie(HTTP)).toMatchObject({ name: NAME, path: '/', secure: false })
  })

  it('is HttpOnly unless the browser client is used', () => {
    expect(sessionCookie(HTTPS).httpOnly).toBe(true)
    expect(sessionCookie({ ...HTTPS, browserClient: true })).toEqual({
      ...sessionCookie(HTTPS),
      httpOnly: false,
    })
  })
})

describe('hasAmbiguousSession', () => {
  const ambiguous = (header: string | null) => hasAmbiguousSession(header, sessionCookie(HTTP))

  it.each([
    `${NAME}=a; ${NAME}=b`,
    `${NAME}.0=a; ${NAME}.1=b; ${NAME}.0=c`,
    `${NAME}=a; ${NAME}.0=b`,
    `${NAME}.0=a; theme=dark; ${NAME}=b`,
  ])('%s', (header) => expect(ambiguous(header)).toBe(true))

  it.each([
    null,
    '',
    `${NAME}=a`,
    `${NAME}.0=a; ${NAME}.1=b`,
    `${NAME}=a; ${NAME}-code-verifier=b`,
    `${NAME}=a; sb-other-auth-token=b; sb-other-auth-token=c`,
  ])('not %s', (header) => expect(ambiguous(header)).toBe(false))
})

describe('isSessionChunk', () => {
  it.each([NAME, `${NAME}.0`, `${NAME}.12`])('is true for %s', (name) =>
    expect(isSessionChunk(name, NAME)).toBe(true),
  )

  it.each([
    `${NAME}-code-verifier`,
    `${NAME}.x`,
    `${NAME}.`,
    `${NAME}.0.1`,
    `x${NAME}`,
    'sb-other-auth-token',
    '',
  ])('is false for %s', (name) => expect(isSessionChunk(name, NAME)).toBe(false))
})

describe('withoutSessionRemoval', () => {
  it('keeps a new session, and removes the stale chunks that it replaces', () => {
    const writes = [write(`${NAME}.2`, ''), write(`${NAME}.0`, 'a'), write(`${NAME}.1`, 'b')]
    expect(withoutSessionRemoval(writes, NAME)).toEqual(writes)
  })

  it('drops the removal of a session', () => {
    expect(withoutSessionRemoval([write(NAME, ''), write(`${NAME}.0`, '')], NAME)).toEqual([])
  })

  it('removes a used PKCE verifier', () => {
    const verifier = write(`${NAME}-code-verifier`, '')
    expect(withoutSessionRemoval([write(NAME, ''), verifier], NAME)).toEqual([verifier])
  })
})

describe('sessionRemovals', () => {
  it('removes every chunk and nothing else', () => {
    const names = ['theme', NAME, `${NAME}.0`, `${NAME}.7`, `${NAME}-code-verifier`, 'sb-other-auth-token']
    const header = names.map((name) => `${name}=%%%`).join('; ')
    const writes = sessionRemovals(header, { ...sessionCookie(HTTP), secure: true })
    expect(writes.map(({ name }) => name)).toEqual([NAME, `${NAME}.0`, `${NAME}.7`])
    for (const { value, options } of writes) {
      expect(value).toBe('')
      expect(options).toMatchObject({ maxAge: 0, path: '/', sameSite: 'lax', secure: true })
    }
  })

  it('returns nothing if nothing was sent', () => {
    expect(sessionRemovals(null, sessionCookie(HTTP))).toEqual([])
    expect(sessionRemovals('', sessionCookie(HTTP))).toEqual([])
  })
})

describe('storedTokens', () => {
  const SESSION = { access_token: 'an.access.token', refresh_token: 'a refresh token', user: { id: 'x' } }
  const encoded = (value: unknown) => `base64-${Buffer.from(JSON.stringify(value)).toString('base64url')}`
  const read = (cookies: Record<string, string>) =>
    storedTokens(
      Object.entries(cookies).map(([name, value]) => ({ name, value })),
      NAME,
    )
  const TOKENS = { accessToken: 'an.access.token', refreshToken: 'a refresh token' }

  it('reads them in either encoding, from one cookie or from its chunks, and nothing else', async () => {
    expect(await read({ theme: 'dark', [NAME]: encoded(SESSION) })).toEqual(TOKENS)
    expect(await read({ [NAME]: JSON.stringify(SESSION) })).toEqual(TOKENS)
    const text = encoded(SESSION)
    expect(await read({ [`${NAME}.1`]: text.slice(40), [`${NAME}.0`]: text.slice(0, 40) })).toEqual(TOKENS)
  })

  it.each<Record<string, string>>([
    {},
    { theme: encoded(SESSION) },
    { [NAME]: '' },
    { [NAME]: 'base64-%%%' },
    { [NAME]: Buffer.from(JSON.stringify(SESSION)).toString('base64url') },
    { [NAME]: encoded({ access_token: 'a' }) },
    { [NAME]: encoded({ access_token: 'a', refresh_token: '' }) },
    { [NAME]: encoded({ access_token: 7, refresh_token: 'r' }) },
    { [NAME]: encoded(null) },
  ])('returns null for %j', async (cookies) => expect(await read(cookies)).toBeNull())
})

describe('withVerifierMaxAge', () => {
  it('expires a verifier within an hour', () => {
    const verifier = { ...write(`${NAME}-code-verifier`, 'v'), options: { path: '/', maxAge: 34_560_000 } }
    expect(withVerifierMaxAge(verifier)).toEqual({ ...verifier, options: { path: '/', maxAge: 3600 } })
  })

  it('does not change other cookies', () => {
    for (const other of [write(NAME, 'session'), write(`${NAME}-code-verifier`, '')])
      expect(withVerifierMaxAge(other)).toBe(other)
  })
})
