import { describe, expect, it } from 'vitest'
import { normalizePassword, passwordVariants } from '@/utils/auth/passwords/normalize-password'
import { passwordChangeSchema, resetPasswordSchema } from '@/utils/auth/passwords/schemas'
import { signupSchema } from '@/utils/auth/signup/schemas'

const COMPOSED = 'caf\u00e9 \u212bngstr\u00f6m'
const DECOMPOSED = 'cafe\u0301 A\u030angstro\u0308m'
const NORMAL = 'caf\u00e9 \u00c5ngstr\u00f6m'

describe('a new password', () => {
  const parsed = (password: string, passwordRepeat: string) => [
    signupSchema.safeParse({ name: 'Ada', email: 'ada@example.com', terms: 'on', password, passwordRepeat }),
    passwordChangeSchema.safeParse({ password, passwordRepeat }),
    resetPasswordSchema.safeParse({ password, passwordRepeat }),
  ]

  it.each([COMPOSED, DECOMPOSED, NORMAL])(
    'is the same however its characters are composed: %j',
    (password) => {
      for (const { data } of parsed(password, DECOMPOSED)) expect(data).toMatchObject({ password: NORMAL })
    },
  )

  it.each([
    ['ﬁne words', 'fine words'],
    ['ｆｕｌｌｗｉｄｔｈ', 'fullwidth'],
    ['  two  spaces  ', '  two  spaces  '],
    ['🔑 and 👩‍👩‍👧', '🔑 and 👩‍👩‍👧'],
  ])('%j is stored as %j', (password, stored) => expect(normalizePassword(password)).toBe(stored))

  it('is measured as it is stored', () => {
    expect(parsed('ﬃ'.repeat(3), 'ﬃ'.repeat(3)).every(({ success }) => success)).toBe(true)
    expect(parsed('ﷺ'.repeat(24), 'ﷺ'.repeat(24)).some(({ success }) => success)).toBe(false)
  })
})

describe('an existing password', () => {
  it('is tried in its normalized form first, then as typed', () => {
    expect(passwordVariants('plain words')).toEqual(['plain words'])
    expect(passwordVariants(DECOMPOSED)).toEqual([NORMAL, DECOMPOSED])
    expect(passwordVariants(COMPOSED)).toEqual([NORMAL, COMPOSED])
    expect(passwordVariants('ﬁne cafe\u0301')).toEqual(['fine caf\u00e9', 'ﬁne cafe\u0301', 'ﬁne caf\u00e9'])
  })
})
