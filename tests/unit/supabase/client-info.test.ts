import { describe, expect, it } from 'vitest'
import { addClientHeaders, addSecretKeyHeaders, getClientInfo, NO_CLIENT } from '@/utils/supabase/client-info'

const CLIENT = { userAgent: 'Browser/1', address: '203.0.113.7' }
const PUBLISHABLE = { publishableKey: 'sb_publishable_1', secretKey: undefined, turnstileSiteKey: undefined }
const SECRET = { ...PUBLISHABLE, secretKey: 'sb_secret_1' }

function introduced(
  clientInfo: Parameters<typeof addClientHeaders>[1],
  keys: Parameters<typeof addSecretKeyHeaders>[2],
  bearer?: string,
) {
  const headers = {
    apikey: 'sb_publishable_1',
    'user-agent': 'node',
    ...(bearer && { authorization: `Bearer ${bearer}` }),
  }
  const request = new Request('http://127.0.0.1/auth/v1/token', { headers })
  addClientHeaders(request, clientInfo)
  addSecretKeyHeaders(request, clientInfo, keys)
  return Object.fromEntries(request.headers)
}

describe('addClientHeaders and addSecretKeyHeaders', () => {
  it('forward the browser and its address', () => {
    expect(introduced(CLIENT, PUBLISHABLE, 'sb_publishable_1')).toEqual({
      apikey: 'sb_publishable_1',
      authorization: 'Bearer sb_publishable_1',
      'user-agent': 'Browser/1',
      'x-forwarded-for': '203.0.113.7',
    })
  })

  it('leave out unknown values, and do not send the secret key then', () => {
    const silent = introduced({ userAgent: null, address: undefined }, SECRET, 'sb_publishable_1')
    expect(silent).toEqual({
      apikey: 'sb_publishable_1',
      authorization: 'Bearer sb_publishable_1',
      'user-agent': 'node',
    })
  })

  it('name the address that limits count, with a secret key', () => {
    expect(introduced(CLIENT, SECRET, 'user.own.token')).toMatchObject({
      apikey: 'sb_secret_1',
      authorization: 'Bearer user.own.token',
      'sb-forwarded-for': '203.0.113.7',
    })
  })

  it.each([undefined, 'sb_publishable_1'])('use it for signed-out users too (%s)', (bearer) => {
    expect(introduced(CLIENT, SECRET, bearer)).toMatchObject({
      apikey: 'sb_secret_1',
      authorization: 'Bearer sb_secret_1',
      'sb-forwarded-for': '203.0.113.7',
    })
  })

  it.each([undefined, 'sb_publishable_1'])('never exempt them from a captcha (%s)', (bearer) => {
    const headers = introduced(CLIENT, { ...SECRET, turnstileSiteKey: '1x00000000000000000000AA' }, bearer)
    expect(JSON.stringify(headers)).not.toContain('sb_secret_1')
    expect(headers).not.toHaveProperty('sb-forwarded-for')
    expect(headers['x-forwarded-for']).toBe('203.0.113.7')
  })
})

describe('getClientInfo', () => {
  it('reads the browser, and a bounded part of its name', () => {
    expect(getClientInfo(new Headers({ 'user-agent': 'Browser/1' }))).toMatchObject({
      userAgent: 'Browser/1',
      address: undefined,
    })
    expect(getClientInfo(new Headers({ 'user-agent': 'x'.repeat(5000) })).userAgent).toHaveLength(500)
    expect(getClientInfo(new Headers())).toMatchObject({ userAgent: null, address: undefined })
  })

  it('trusts no address without a trusted proxy', () => {
    expect(getClientInfo(new Headers({ 'x-forwarded-for': '203.0.113.7' })).address).toBeUndefined()
    expect(NO_CLIENT).toEqual({ userAgent: null, address: undefined })
  })
})
