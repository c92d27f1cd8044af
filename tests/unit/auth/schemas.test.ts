import { describe, expect, it } from 'vitest'
import { codeSchema, emailLinkSchema } from '@/utils/auth/email-links/schemas'
import { loginSchema } from '@/utils/auth/passwords/schemas'
import { signupSchema } from '@/utils/auth/signup/schemas'

const SIGNUP = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  password: 'correct horse',
  passwordRepeat: 'correct horse',
  terms: 'on',
}

const invalidFields = (
  schema: typeof signupSchema | typeof loginSchema | typeof codeSchema,
  value: unknown,
) => {
  const parsed = schema.safeParse(value)
  return parsed.success ? [] : [...new Set(parsed.error.issues.map(({ path }) => path[0]))].sort()
}

describe('signupSchema', () => {
  it('accepts a complete form and trims every field except passwords', () => {
    const typed = {
      ...SIGNUP,
      name: ' Ada Lovelace ',
      email: ' ada@example.com ',
      password: ' eight ch ',
      passwordRepeat: ' eight ch ',
    }
    expect(signupSchema.parse(typed)).toEqual({
      ...SIGNUP,
      password: ' eight ch ',
      passwordRepeat: ' eight ch ',
    })
  })

  it('has an error for every field of an empty form', () => {
    expect(invalidFields(signupSchema, {})).toEqual(['email', 'name', 'password', 'passwordRepeat', 'terms'])
  })

  it.each([
    ['email', 'ada'],
    ['email', 'ada@'],
    ['email', 'ada@example'],
    ['email', 'ada@example.com, eve@example.com'],
    ['email', 'ada@example.com\nbcc: eve@example.com'],
    ['email', `${'a'.repeat(250)}@example.com`],
    ['email', ['ada@example.com', 'eve@example.com']],
    ['email', new File(['x'], 'email.txt')],
    ['email', 'x'.repeat(1_000_000)],
    ['name', ''],
    ['name', '   '],
    ['name', 'x'.repeat(101)],
    ['name', 'Ada\0'],
    ['name', 'Ada\nLovelace'],
    ['name', 'Ada\ud800'],
    ['terms', undefined],
    ['terms', 'off'],
    ['terms', ['on', 'on']],
  ])('rejects %s: %j', (field, value) => {
    expect(invalidFields(signupSchema, { ...SIGNUP, [field]: value })).toEqual([field])
  })

  it.each([
    'short',
    'seven77',
    'x'.repeat(73),
    'ü'.repeat(37),
    '🔑'.repeat(19),
    'null\0inside',
    'alone\ud800surrogate',
    7,
  ])('rejects the password %j', (password) => {
    expect(invalidFields(signupSchema, { ...SIGNUP, password, passwordRepeat: String(password) })).toContain(
      'password',
    )
  })

  it.each([
    'eight888',
    'x'.repeat(64),
    'x'.repeat(72),
    'ü'.repeat(36),
    '🔑'.repeat(18),
    '🔑🔑🔑🔑🔑🔑🔑🔑',
    'with spaces in it',
    '        ',
  ])('accepts the password %j', (password) =>
    expect(invalidFields(signupSchema, { ...SIGNUP, password, passwordRepeat: password })).toEqual([]),
  )

  it('reports that the repeated password differs, together with other errors', () => {
    const form = { ...SIGNUP, passwordRepeat: 'correct house', terms: undefined }
    expect(invalidFields(signupSchema, form)).toEqual(['passwordRepeat', 'terms'])
  })

  it('does not call a missing repetition different', () => {
    const parsed = signupSchema.safeParse({ ...SIGNUP, passwordRepeat: '' })
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual(['Enter the password again.'])
  })
})

describe('loginSchema', () => {
  it('accepts any password that may have been chosen earlier', () => {
    expect(invalidFields(loginSchema, { email: 'ada@example.com', password: 'x' })).toEqual([])
  })

  it.each([
    {},
    { email: '', password: '' },
    { email: [], password: [] },
    { email: 'a', password: 'x'.repeat(1001) },
  ])('rejects %j at both fields', (form) =>
    expect(invalidFields(loginSchema, form)).toEqual(['email', 'password']),
  )
})

describe('codeSchema', () => {
  it.each(['123456', ' 123 456 ', '000000'])('accepts %j', (code) => {
    expect(codeSchema.parse({ email: 'ada@example.com', code }).code).toBe(code.replace(/\s/g, ''))
  })

  it.each(['', '12345', '1234567', '12345a', '１２３４５６'])('rejects %j', (code) => {
    expect(invalidFields(codeSchema, { email: 'ada@example.com', code })).toEqual(['code'])
  })
})

describe('emailLinkSchema', () => {
  const tokenHash = 'a'.repeat(56)

  it.each(['email', 'signup', 'invite', 'magiclink', 'recovery', 'email_change'])(
    'accepts the type %s',
    (type) => {
      expect(emailLinkSchema.safeParse({ tokenHash, type }).success).toBe(true)
    },
  )

  it.each([null, '', 'sms', 'phone_change', 'Signup', 'signup ', 'constructor'])(
    'rejects the type %j',
    (type) => {
      expect(emailLinkSchema.safeParse({ tokenHash, type }).success).toBe(false)
    },
  )

  it.each([null, '', 'short', 'x'.repeat(129), `${'a'.repeat(20)} b`, `${'a'.repeat(20)}<script>`])(
    'rejects the token hash %j',
    (hash) => expect(emailLinkSchema.safeParse({ tokenHash: hash, type: 'signup' }).success).toBe(false),
  )

  it('accepts a PKCE token hash', () => {
    expect(emailLinkSchema.safeParse({ tokenHash: `pkce_${tokenHash}`, type: 'signup' }).success).toBe(true)
  })
})
