import { describe, expect, it } from 'vitest'
import { bypassesRowLevelSecurity, findExposedSecret } from '@/utils/exposed-secret'

const jwt = (claims: unknown) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`

describe('bypassesRowLevelSecurity', () => {
  it.each([
    'sb_secret_x',
    'see sb_secret_x here',
    jwt({ role: 'service_role' }),
    `${jwt({ role: 'anon' })} ${jwt({ role: 'postgres' })}`,
    jwt({ role: '' }),
    jwt({ role: null }),
  ])('is true for %s', (text) => expect(bypassesRowLevelSecurity(text)).toBe(true))

  it.each([
    '',
    'sb_publishable_x',
    jwt({ role: 'anon' }),
    jwt({ role: 'authenticated' }),
    jwt({}),
    jwt(null),
    jwt('role'),
    jwt([]),
    'eyJh.bm8.c2ln',
    'eyJh.c2ln',
  ])('is false for %s', (text) => expect(bypassesRowLevelSecurity(text)).toBe(false))
})

describe('findExposedSecret', () => {
  it('names the variable that every browser reads', () => {
    expect(findExposedSecret({ SUPABASE_SECRET_KEY: 'sb_secret_x' })).toBeUndefined()
    expect(findExposedSecret({ NEXT_PUBLIC_A: undefined, NEXT_PUBLIC_B: 'sb_publishable_x' })).toBeUndefined()
    expect(findExposedSecret({ NEXT_PUBLIC_A: 'fine', NEXT_PUBLIC_B: 'sb_secret_x' })).toBe('NEXT_PUBLIC_B')
  })
})
