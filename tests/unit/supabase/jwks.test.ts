import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cachedJwks, ensureSigningKey } from '@/utils/supabase/jwks'

const KEY = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', alg: 'ES256' }
const tokenOf = (header: object | string) =>
  `${Buffer.from(typeof header === 'string' ? header : JSON.stringify(header)).toString('base64url')}.e30.c2ln`
const signedBy = (kid: string) => tokenOf({ alg: 'ES256', kid })

let asked: string[] = []
let answer: () => Response
const ask = async (path: string) => {
  asked.push(path)
  return answer()
}
const publish = (...kids: string[]) => {
  answer = () => Response.json({ keys: kids.map((kid) => ({ ...KEY, kid })) })
}
const fail = () => {
  answer = () => Response.json({}, { status: 503 })
}

// What a process knows stays known: each test begins ten minutes after the one before.
let now = Date.now()
beforeEach(() => {
  now += 11 * 60_000
  vi.useFakeTimers({ now, toFake: ['Date'] })
  asked = []
})
afterEach(() => vi.useRealTimers())

describe('ensureSigningKey', () => {
  it('asks for the keys once, and again after ten minutes', async () => {
    publish('a', 'b')
    expect(await ensureSigningKey(signedBy('a'), ask)).toBe(true)
    expect(await ensureSigningKey(signedBy('b'), ask)).toBe(true)
    expect(asked).toEqual(['/auth/v1/.well-known/jwks.json'])
    expect(cachedJwks().keys).toEqual([
      { ...KEY, kid: 'a', key_ops: ['verify'] },
      { ...KEY, kid: 'b', key_ops: ['verify'] },
    ])
    vi.setSystemTime(now + 10 * 60_000 - 1)
    await ensureSigningKey(signedBy('a'), ask)
    expect(asked).toHaveLength(1)
    vi.setSystemTime(now + 10 * 60_000 + 1)
    await ensureSigningKey(signedBy('a'), ask)
    expect(asked).toHaveLength(2)
  })

  it('asks at once for one that it does not know: the project’s key was rotated', async () => {
    publish('c')
    await ensureSigningKey(signedBy('c'), ask)
    publish('c', 'd')
    expect(await ensureSigningKey(signedBy('d'), ask)).toBe(true)
    expect(asked).toHaveLength(2)
    expect(cachedJwks().keys.map(({ kid }) => kid)).toEqual(['c', 'd'])
  })

  it('goes on with the keys that it knows while there is no answer', async () => {
    publish('e')
    await ensureSigningKey(signedBy('e'), ask)
    fail()
    vi.setSystemTime(now + 11 * 60_000)
    expect(await ensureSigningKey(signedBy('e'), ask)).toBe(true)
    expect(await ensureSigningKey(signedBy('unheard of'), ask)).toBe(false)
    expect(cachedJwks().keys.map(({ kid }) => kid)).toEqual(['e'])
  })

  it.each([[{}], [{ keys: 'none' }], [{ keys: [{ kty: 'invented' }] }]])(
    'takes %j for no answer',
    async (body) => {
      answer = () => Response.json(body)
      expect(await ensureSigningKey(signedBy('f'), ask)).toBe(false)
    },
  )

  it.each([
    tokenOf({ alg: 'HS256', kid: 'symmetric' }),
    tokenOf({ alg: 'HS256' }),
    tokenOf({ kid: 'g' }),
    tokenOf({ alg: 'ES256' }),
    tokenOf('no JSON'),
    'no.token.atall',
    '',
  ])('asks nothing for what no published key signed: %s', async (token) => {
    fail()
    expect(await ensureSigningKey(token, ask)).toBe(true)
    expect(asked).toEqual([])
  })
})
