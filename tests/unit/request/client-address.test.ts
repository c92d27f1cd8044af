import { describe, expect, it } from 'vitest'
import { canResolveClientAddress, clientAddress } from '@/utils/request/client-address'

const find = (headers: Record<string, string>, trustedProxies: number, vercel = false) =>
  clientAddress(new Headers(headers), { vercel, trustedProxies })

describe('clientAddress', () => {
  it('trusts no header without a trusted proxy', () => {
    const everything = {
      'x-forwarded-for': '203.0.113.7',
      'x-real-ip': '203.0.113.7',
      'x-vercel-forwarded-for': '203.0.113.7',
      'cf-connecting-ip': '203.0.113.7',
      forwarded: 'for=203.0.113.7',
    }
    expect(find(everything, 0)).toBeUndefined()
  })

  it.each([
    ['203.0.113.7', 1, '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7', 1, '203.0.113.7'],
    ['6.6.6.6, 6.6.6.6, 203.0.113.7,10.0.0.1', 2, '203.0.113.7'],
    ['6.6.6.6,, 203.0.113.7', 1, '203.0.113.7'],
    ['203.0.113.7', 2, undefined],
    ['', 1, undefined],
    ['6.6.6.6, ', 1, undefined],
    ['6.6.6.6, unknown', 1, undefined],
  ])('of %j behind %i proxies is %s, whatever the client sent', (list, proxies, address) => {
    expect(find({ 'x-forwarded-for': list }, proxies)).toBe(address)
  })

  it('uses only the X-Forwarded-For of a proxy, not other headers', () => {
    expect(find({ 'x-real-ip': '6.6.6.6', 'x-vercel-forwarded-for': '6.6.6.6' }, 1)).toBeUndefined()
  })

  it.each([
    [{ 'x-vercel-forwarded-for': '203.0.113.7', 'x-forwarded-for': '6.6.6.6' }, '203.0.113.7'],
    [{ 'x-real-ip': '203.0.113.7', 'x-forwarded-for': '6.6.6.6' }, '203.0.113.7'],
    [{ 'x-forwarded-for': '6.6.6.6' }, undefined],
  ])('on Vercel uses the header that its edge overwrites: %j', (headers, address) => {
    expect(find(headers, 0, true)).toBe(address)
  })

  it.each([
    ['203.0.113.7:4711', '203.0.113.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:4711', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['999.0.0.1', undefined],
    ['x[2001:db8::1]', undefined],
    ['[2001:db8::1]x', undefined],
    ['x203.0.113.7:4711', undefined],
    ['203.0.113.7:4711x', undefined],
    ['1::ffff:203.0.113.7', '1::ffff:203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['::ffff:0:1', '::ffff:0:1'],
    ['203.0.113.7\tx', undefined],
    ["203.0.113.7'; drop table", undefined],
  ])('reads %j as %s', (entry, address) => expect(find({ 'x-forwarded-for': entry }, 1)).toBe(address))
})

describe('canResolveClientAddress', () => {
  it.each([
    [false, 0, false],
    [false, 1, true],
    [true, 0, true],
  ])('on Vercel: %s, with %i proxies: %s', (vercel, trustedProxies, known) => {
    expect(canResolveClientAddress({ vercel, trustedProxies })).toBe(known)
  })
})
