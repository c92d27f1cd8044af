import { EncryptJWT } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { hostCookieName } from '@/utils/cookies/cookie-name'
import { flowCookie } from '@/utils/cookies/flow-cookie'
import { seal, unseal } from '@/utils/cookies/seal'
import { BrowserJar } from '../../support/browser-jar'
import { inRequest, SITE } from '../../support/next-request'
import { keyOf, sealCookie, unsealCookie } from '../../support/sealed-cookies'
import { NEWEST_SECRET } from '../../support/supabase-stub'

const FOREIGN = 'a secret that belongs to another application'

afterEach(() => vi.useRealTimers())

const TO = { to: '/private' }
const flow = flowCookie('a-flow', z.object({ to: z.string() }), 60)
const written = async () => {
  const jar = new BrowserJar(SITE)
  const { cookies } = await inRequest(jar, () => flow.write(TO))
  return { jar, cookies, value: jar.cookies.get('a-flow') ?? '' }
}
const reads = async (value: string) =>
  (await inRequest(new BrowserJar(SITE, [['a-flow', value]]), flow.read)).result

type Jwe = { secret?: string; enc?: string; audience?: string; expires?: number | null }

/** The content of the cookie, encrypted with the given options. */
async function sealed({ secret = NEWEST_SECRET, enc = 'A256GCM', audience = 'a-flow', expires = 60 }: Jwe) {
  const jwt = new EncryptJWT({ content: TO }).setProtectedHeader({ alg: 'dir', enc }).setAudience(audience)
  if (expires !== null) jwt.setExpirationTime(new Date(Date.now() + expires * 1000))
  return await jwt.encrypt(keyOf(secret))
}

describe('a flow cookie', () => {
  it('is read with an older secret and written with the newest', async () => {
    expect(await reads(await sealCookie('a-flow', TO))).toEqual(TO)
    expect(await reads(await sealed({}))).toEqual(TO)
    const { value } = await written()
    await expect(unsealCookie('a-flow', value)).rejects.toThrow()
    expect(await unsealCookie('a-flow', value, NEWEST_SECRET)).toEqual(TO)
  })

  it('is HttpOnly, SameSite, and bound to this host, and expires with its flow', async () => {
    const { cookies } = await written()
    expect(cookies).toHaveLength(1)
    const attributes = cookies[0]?.split('; ').slice(1)
    expect(attributes).toEqual([
      'Path=/',
      expect.stringMatching('Expires'),
      'Max-Age=60',
      'HttpOnly',
      'SameSite=lax',
    ])
  })

  it('is read as written, and reveals nothing', async () => {
    const { jar, value } = await written()
    expect((await inRequest(jar, flow.read)).result).toEqual(TO)
    expect(value).not.toContain('private')
    for (const part of value.split('.'))
      expect(Buffer.from(part, 'base64url').toString()).not.toContain('private')
  })

  it('is gone after it is removed', async () => {
    const { jar } = await written()
    const { cookies } = await inRequest(jar, flow.remove)
    expect(cookies[0]).toMatch(/^a-flow=;.*Max-Age=0; HttpOnly/)
    expect(jar.cookies.size).toBe(0)
    expect((await inRequest(jar, flow.read)).result).toBeNull()
  })

  it('is null after it expires', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { value } = await written()
    vi.setSystemTime(Date.now() + 58_000)
    expect(await reads(value)).toEqual(TO)
    vi.setSystemTime(Date.now() + 3000)
    expect(await reads(value)).toBeNull()
  })

  it.each<[string, () => Promise<string> | string]>([
    ['another application sealed', () => sealed({ secret: FOREIGN })],
    ['is for another purpose', () => sealed({ audience: 'recovery' })],
    ['never ends', () => sealed({ expires: null })],
    ['has ended', () => sealed({ expires: -1 })],
    ['has another cipher', () => sealed({ enc: 'A128CBC-HS256' })],
    ['has another content', () => seal('a-flow', { elsewhere: '/private' }, 60)],
    [
      'was changed',
      async () => (await sealed({})).replace(/(?<=\.)[\w-](?=[^.]*$)/, (c) => (c === 'A' ? 'B' : 'A')),
    ],
    ['was never sealed', () => Buffer.from(JSON.stringify(TO)).toString('base64url')],
    ['is empty', () => ''],
  ])('is null if it %s', async (_, make) => expect(await reads(await make())).toBeNull())

  it('is not accepted for another purpose', async () => {
    const value = await seal('a-flow', TO, 60)
    expect(await unseal('a-flow', value)).toEqual(TO)
    expect(await unseal('another', value)).toBeNull()
  })
})

describe('hostCookieName', () => {
  it('prevents other hosts from setting it over HTTPS', () => {
    expect(hostCookieName('a-flow', 'https://app.example.com')).toBe('__Host-a-flow')
    expect(hostCookieName('a-flow', 'http://localhost:3000')).toBe('a-flow')
  })
})
