import { describe, expect, it } from 'vitest'
import {
  expiredSession,
  isSessionChunk,
  sessionCookie,
  withoutSessionRemoval,
} from '@/utils/supabase/session-cookies'

const NAME = 'sb-127-auth-token'
const write = (name: string, value: string) => ({ name, value, options: {} })

describe('sessionCookie', () => {
  it('is named after the public address, whatever the server uses', () => {
    expect(sessionCookie('https://abcdefgh.supabase.co', 'https://app.example.com').name).toBe(
      'sb-abcdefgh-auth-token',
    )
    expect(sessionCookie('http://127.0.0.1:54321', 'http://localhost:3000').name).toBe(NAME)
  })

  it('is Secure where the site is https', () => {
    expect(sessionCookie('http://127.0.0.1:54321', 'https://app.example.com').secure).toBe(true)
    expect(sessionCookie('http://127.0.0.1:54321', 'http://localhost:3000').secure).toBe(false)
  })
})

describe('isSessionChunk', () => {
  it.each([NAME, `${NAME}.0`, `${NAME}.12`])('%s is one', (name) =>
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
  ])('%s is none', (name) => expect(isSessionChunk(name, NAME)).toBe(false))
})

describe('withoutSessionRemoval', () => {
  it('passes a new session on, with the stale chunks it replaces', () => {
    const writes = [write(`${NAME}.2`, ''), write(`${NAME}.0`, 'a'), write(`${NAME}.1`, 'b')]
    expect(withoutSessionRemoval(writes, NAME)).toEqual(writes)
  })

  it('holds back the removal of a session', () => {
    expect(withoutSessionRemoval([write(NAME, ''), write(`${NAME}.0`, '')], NAME)).toEqual([])
  })

  it('lets a spent PKCE verifier go', () => {
    const verifier = write(`${NAME}-code-verifier`, '')
    expect(withoutSessionRemoval([write(NAME, ''), verifier], NAME)).toEqual([verifier])
  })
})

describe('expiredSession', () => {
  it('removes every chunk and nothing else', () => {
    const names = ['theme', NAME, `${NAME}.0`, `${NAME}.7`, `${NAME}-code-verifier`, 'sb-other-auth-token']
    const header = names.map((name) => `${name}=%%%`).join('; ')
    const writes = expiredSession(header, { name: NAME, secure: true })
    expect(writes.map(({ name }) => name)).toEqual([NAME, `${NAME}.0`, `${NAME}.7`])
    for (const { value, options } of writes) {
      expect(value).toBe('')
      expect(options).toMatchObject({ maxAge: 0, path: '/', sameSite: 'lax', secure: true })
    }
  })

  it('finds nothing where nothing was sent', () => {
    expect(expiredSession(null, { name: NAME, secure: false })).toEqual([])
    expect(expiredSession('', { name: NAME, secure: false })).toEqual([])
  })
})
