import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensureSigningKey, verifyAccessToken } from '@/utils/supabase/jwks'

const KEY = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', alg: 'ES256' }
const tokenOf = (header: object | string) =>
  `${Buffer.from(typeof header === 'string' ? header : JSON.stringify(header)).toString('base64url')}.e30.c2ln`
const signedBy = (kid: string) => tokenOf({ alg: 'ES256', kid })

let requests: string[] = []
let response: () => Response
const fetchKeys = async (path: string) => {
  requests.push(path)
  return response()
}
const publish = (...kids: string[]) => {
  response = () => Response.json({ keys: kids.map((kid) => ({ ...KEY, kid })) })
}
const fail = () => {
  response = () => Response.json({}, { status: 503 })
}

// A process keeps the keys: each test starts ten minutes after the previous one.
let now = Date.now()
beforeEach(() => {
  now += 11 * 60_000
  vi.useFakeTimers({ now, toFake: ['Date'] })
  requests = []
})
afterEach(() => vi.useRealTimers())

describe('ensureSigningKey', () => {
  it('requests the keys once, and again after ten minutes', async () => {
    publish('a', 'b')
    expect(await ensureSigningKey(signedBy('a'), fetchKeys)).toBe(true)
    expect(await ensureSigningKey(signedBy('b'), fetchKeys)).toBe(true)
    expect(requests).toEqual(['/auth/v1/.well-known/jwks.json'])
    vi.setSystemTime(now + 10 * 60_000 - 1)
    await ensureSigningKey(signedBy('a'), fetchKeys)
    expect(requests).toHaveLength(1)
    vi.setSystemTime(now + 10 * 60_000 + 1)
    await ensureSigningKey(signedBy('a'), fetchKeys)
    expect(requests).toHaveLength(2)
  })

  it('requests them at once for an unknown key: the project’s key was rotated', async () => {
    publish('c')
    await ensureSigningKey(signedBy('c'), fetchKeys)
    publish('c', 'd')
    expect(await ensureSigningKey(signedBy('d'), fetchKeys)).toBe(true)
    expect(requests).toHaveLength(2)
    fail()
    expect(await ensureSigningKey(signedBy('c'), fetchKeys)).toBe(true)
    expect(requests).toHaveLength(2)
  })

  it('keeps the cached keys while there is no response', async () => {
    publish('e')
    await ensureSigningKey(signedBy('e'), fetchKeys)
    fail()
    vi.setSystemTime(now + 11 * 60_000)
    expect(await ensureSigningKey(signedBy('e'), fetchKeys)).toBe(true)
    expect(await ensureSigningKey(signedBy('unheard of'), fetchKeys)).toBe(false)
  })

  it.each([[{}], [{ keys: 'none' }], [{ keys: [{ kty: 'invented' }] }]])(
    'does not accept %j',
    async (body) => {
      response = () => Response.json(body)
      expect(await ensureSigningKey(signedBy('f'), fetchKeys)).toBe(false)
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
  ])('requests nothing for a token that no published key signed: %s', async (token) => {
    fail()
    expect(await ensureSigningKey(token, fetchKeys)).toBe(true)
    expect(requests).toEqual([])
  })
})

const { publicKey, privateKey } = await generateKeyPair('ES256')
const attacker = await generateKeyPair('ES256')

describe('verifyAccessToken', () => {
  const sign = (key = privateKey, kid = 'signing', exp = Math.floor(now / 1000) + 60) =>
    new SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'ES256', kid }).setExpirationTime(exp).sign(key)

  beforeEach(async () => {
    const key = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'signing', key_ops: ['verify'] }
    response = () => Response.json({ keys: [key] })
    await ensureSigningKey(await sign(), fetchKeys)
  })

  it('returns the claims of a token that the project signed', async () => {
    expect(await verifyAccessToken(await sign())).toMatchObject({ sub: 'ada' })
    expect(await verifyAccessToken(await sign())).toMatchObject({ sub: 'ada' })
  })

  it('accepts no other token', async () => {
    const [header, , signature] = (await sign()).split('.')
    const claims = Buffer.from(JSON.stringify({ sub: 'eve', exp: 9e9 })).toString('base64url')
    const invalid = [
      await sign(attacker.privateKey),
      await sign(privateKey, 'signing', Math.floor(now / 1000) - 1),
      `${header}.${claims}.${signature}`,
      `${header}.${claims}.`,
      `${Buffer.from('{"alg":"none","kid":"signing"}').toString('base64url')}.${claims}.`,
      'no.token.atall',
      '',
    ]
    for (const token of invalid) expect([token, await verifyAccessToken(token)]).toEqual([token, null])
    expect(await verifyAccessToken(new UnsecuredJWT({ sub: 'eve' }).encode())).not.toMatchObject({
      sub: 'eve',
    })
  })

  it('leaves to the Auth server what no cached key can verify', async () => {
    expect(await verifyAccessToken(await sign(privateKey, 'unknown'))).toBeUndefined()
    expect(await verifyAccessToken(tokenOf({ alg: 'HS256', kid: 'signing' }))).toBeUndefined()
  })
})
