import { describe, expect, it } from 'vitest'
import type { SessionUser } from '@/utils/auth/sessions/session-state'
import { verifiedClaimsCache } from '@/utils/auth/sessions/verified-claims-cache'

const START = Date.UTC(2026, 0, 1)
const HOUR = START / 1000 + 3600
const named = (id: string): SessionUser => ({
  id,
  email: `${id}@example.com`,
  sessionId: id,
  signedInAt: 0,
})

function store() {
  let at = START
  const sessions = verifiedClaimsCache(() => at)
  return { ...sessions, wait: (ms: number) => (at += ms) }
}

describe('a session that was verified', () => {
  it('is found by the very same cookie, and by no other', () => {
    const { find, keep } = store()
    keep('sb-auth=one', { user: named('ada'), expiresAt: HOUR, algorithm: 'ES256' })
    keep('sb-auth=two', { user: named('bob'), expiresAt: HOUR, algorithm: 'RS256' })
    expect(find('sb-auth=one')?.id).toBe('ada')
    expect(find('sb-auth=two')?.id).toBe('bob')
    for (const other of ['', 'sb-auth=on', 'sb-auth=one ', 'sb-auth=one;sb-auth=two'])
      expect(find(other)).toBeUndefined()
  })

  it('is verified anew after five minutes', () => {
    const { find, keep, wait } = store()
    keep('one', { user: named('ada'), expiresAt: HOUR, algorithm: 'ES256' })
    wait(5 * 60_000 - 1)
    expect(find('one')).toBeDefined()
    wait(1)
    expect(find('one')).toBeUndefined()
  })

  it('is forgotten when its token runs out', () => {
    const { find, keep, wait } = store()
    keep('one', { user: named('ada'), expiresAt: START / 1000 + 10, algorithm: 'ES256' })
    wait(9_999)
    expect(find('one')).toBeDefined()
    wait(1)
    expect(find('one')).toBeUndefined()
  })

  it('is not remembered where only the Auth server could verify it', () => {
    const { find, keep } = store()
    keep('one', { user: named('ada'), expiresAt: HOUR, algorithm: 'HS256' })
    expect(find('one')).toBeUndefined()
  })

  it('makes room for later ones', () => {
    const { find, keep } = store()
    for (let n = 0; n <= 1000; n += 1)
      keep(`cookie ${n}`, { user: named('ada'), expiresAt: HOUR, algorithm: 'ES256' })
    expect(find('cookie 0')).toBeUndefined()
    expect(find('cookie 1')).toBeDefined()
    expect(find('cookie 1000')).toBeDefined()
  })
})
