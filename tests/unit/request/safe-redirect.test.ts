import { describe, expect, it } from 'vitest'
import { safeRedirect } from '@/utils/request/safe-redirect'
import { ATTACKS, GOOD_TARGETS } from '../../support/redirect-targets'

const SITE = 'https://app.example.com'

describe('safeRedirect', () => {
  it.each(ATTACKS)('rejects %j', (target) => {
    expect(safeRedirect(target, SITE)).toBe('/private')
  })

  it.each(GOOD_TARGETS)('follows %j', (target, path) => {
    expect(safeRedirect(target, SITE)).toBe(path)
  })

  it.each([undefined, null, 7, {}, [], ['/private/notes'], new File([], 'next')])(
    'rejects values other than text: %j',
    (target) => {
      expect(safeRedirect(target, SITE)).toBe('/private')
    },
  )

  it.each([...ATTACKS, ...GOOD_TARGETS.map(([target]) => target)])('never leaves the site: %j', (target) => {
    const landed = new URL(safeRedirect(target, SITE), SITE)
    expect(landed.origin).toBe(SITE)
  })

  it('returns a path that it accepts', () => {
    for (const [target] of GOOD_TARGETS) {
      const once = safeRedirect(target, SITE)
      expect(safeRedirect(once, SITE)).toBe(once)
    }
  })

  it('uses the given fallback', () => {
    expect(safeRedirect('//evil.example', SITE, '/account')).toBe('/account')
  })
})
