import { describe, expect, it } from 'vitest'
import { assessRisk, type ClientLocation, type RiskLevel } from '@/utils/auth/devices/assess-risk'

const PARIS: ClientLocation = { country: 'FR', coordinates: { latitude: 48.86, longitude: 2.35 } }
const NICE: ClientLocation = { country: 'FR', coordinates: { latitude: 43.7, longitude: 7.27 } } // 685 km
const LYON: ClientLocation = { country: 'FR', coordinates: { latitude: 45.76, longitude: 4.84 } } // 392 km
const TOKYO: ClientLocation = { country: 'JP', coordinates: { latitude: 35.68, longitude: 139.69 } } // 9712 km
const UNKNOWN: ClientLocation = {}

type Row = [known: boolean, failures: number, from: ClientLocation, to: ClientLocation, hours: number]

describe('the risk of a sign-in', () => {
  it.each<[string, Row, number, RiskLevel]>([
    ['a known device at home', [true, 0, PARIS, PARIS, 1], 0, 'low'],
    ['a known device in an unknown place', [true, 0, PARIS, UNKNOWN, 1], 0, 'low'],
    ['a known device after one failure', [true, 1, PARIS, PARIS, 1], 5, 'low'],
    ['a known device after many failures of others', [true, 90, PARIS, PARIS, 1], 20, 'low'],
    ['a known device on a journey', [true, 0, PARIS, TOKYO, 12], 20, 'low'],
    ['a known device on a journey, after a failure', [true, 1, PARIS, TOKYO, 12], 25, 'notify'],
    ['a known device that travels impossibly fast', [true, 0, PARIS, TOKYO, 1], 70, 'verify'],
    ['the same within a country', [true, 0, PARIS, NICE, 0.5], 50, 'verify'],
    ['the same after two failures', [true, 2, PARIS, TOKYO, 1], 80, 'reject'],
    ['a new device', [false, 0, PARIS, PARIS, 1], 30, 'notify'],
    ['a new device of a new account', [false, 0, UNKNOWN, UNKNOWN, 0], 30, 'notify'],
    ['a new device after three failures', [false, 3, PARIS, PARIS, 1], 45, 'notify'],
    ['a new device after four failures', [false, 4, PARIS, PARIS, 1], 50, 'verify'],
    ['a new device in another country', [false, 0, PARIS, TOKYO, 12], 50, 'verify'],
    ['the same after many failures', [false, 90, PARIS, TOKYO, 12], 70, 'verify'],
    ['a new device that travels impossibly fast', [false, 0, PARIS, NICE, 0.5], 80, 'reject'],
    ['the same in another country', [false, 0, PARIS, TOKYO, 1], 100, 'reject'],
  ])('%s', (_what, [isKnownDevice, recentFailures, from, location, hoursAgo], score, level) => {
    const last = { ...from, hoursAgo }
    expect(assessRisk({ isKnownDevice, recentFailures, location, last })).toEqual({ score, level })
  })

  it('does not grow by what is unknown', () => {
    const unknown = { isKnownDevice: true, recentFailures: 0, location: TOKYO }
    expect(assessRisk(unknown).score).toBe(0)
    expect(assessRisk({ ...unknown, last: { hoursAgo: 0 } }).score).toBe(0)
    expect(
      assessRisk({ ...unknown, location: { country: 'JP' }, last: { ...PARIS, hoursAgo: 0 } }).score,
    ).toBe(20)
  })
})

describe('travel is impossible', () => {
  const isImpossible = (location: ClientLocation, hoursAgo: number, from = PARIS) =>
    assessRisk({
      isKnownDevice: true,
      recentFailures: 0,
      location: { coordinates: location.coordinates },
      last: { coordinates: from.coordinates, hoursAgo },
    }).score > 0

  it('above 900 km/h', () => {
    expect(isImpossible(TOKYO, 9712 / 910)).toBe(true)
    expect(isImpossible(TOKYO, 9712 / 890)).toBe(false)
  })

  it('from 500 km on: closer, an address can be off by the distance', () => {
    expect(isImpossible(NICE, 0)).toBe(true)
    expect(isImpossible(LYON, 0)).toBe(false)
  })

  it('across the date line and between antipodes, too', () => {
    const at = (latitude: number, longitude: number) => ({ coordinates: { latitude, longitude } })
    expect(isImpossible(at(0, -179), 0, at(0, 179))).toBe(false)
    expect(isImpossible(at(0, 180), 22, at(0, 0))).toBe(true)
    expect(isImpossible(at(0, 180), 23, at(0, 0))).toBe(false)
  })
})
