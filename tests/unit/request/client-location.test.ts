import { describe, expect, it } from 'vitest'
import { clientLocation } from '@/utils/request/client-location'

const VERCEL = { vercel: true, trustedProxies: 0 }
const sent = (country: string, latitude: string, longitude: string) =>
  new Headers({
    'x-vercel-ip-country': country,
    'x-vercel-ip-latitude': latitude,
    'x-vercel-ip-longitude': longitude,
  })
const TOKYO = sent('JP', '35.6895', '139.6917')

describe('the location of a client', () => {
  it('is that of Vercel’s headers', () => {
    const coordinates = { latitude: 35.6895, longitude: 139.6917 }
    expect(clientLocation(TOKYO, VERCEL)).toEqual({ country: 'JP', coordinates })
  })

  it.each([0, 1])('is unknown anywhere else, where a client can send them (%i proxies)', (trustedProxies) => {
    expect(clientLocation(TOKYO, { vercel: false, trustedProxies })).toEqual({})
  })

  it.each([
    ['', '', ''],
    ['XX1', '91', '0'],
    ['jp', '0', '181'],
    ['J', 'NaN', '1'],
    ['JP JP', '1e1', '1'],
    ['J1', '0x1', '1'],
    ['JPN', '1', ''],
  ])('is unknown where they are malformed: %s %s %s', (...values) => {
    const { country, coordinates } = clientLocation(sent(...values), VERCEL)
    expect([country, coordinates]).toEqual([undefined, undefined])
  })

  it('is unknown without them', () => {
    expect(clientLocation(new Headers(), VERCEL)).toEqual({ country: undefined, coordinates: undefined })
  })
})
