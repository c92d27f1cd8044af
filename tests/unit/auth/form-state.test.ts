import { describe, expect, it } from 'vitest'
import { loginSchema } from '@/utils/auth/passwords/schemas'
import { signupSchema } from '@/utils/auth/signup/schemas'
import { parseForm, submittedValues } from '@/utils/forms/form-state'

function form(entries: [string, string | File][]): FormData {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

describe('parseForm', () => {
  it('returns the valid data', () => {
    const parsed = parseForm(
      loginSchema,
      form([
        ['email', ' ada@example.com '],
        ['password', 'secret words'],
      ]),
    )
    expect(parsed).toEqual({
      ok: true,
      data: { email: 'ada@example.com', password: 'secret words' },
    })
  })

  it('names the first error of each field and contains no password', () => {
    const parsed = parseForm(
      signupSchema,
      form([
        ['name', 'Ada'],
        ['email', 'ada@'],
        ['password', 'secret words'],
        ['passwordRepeat', 'secret wards'],
      ]),
    )
    expect(parsed.ok).toBe(false)
    expect(JSON.stringify(parsed)).not.toContain('secret')
    expect(parsed).toMatchObject({
      state: {
        errors: {
          email: 'Enter a valid email address, such as name@example.com.',
          passwordRepeat: 'The passwords don’t match.',
          terms: 'Agree to the terms to continue.',
        },
      },
    })
  })

  it('rejects a repeated field', () => {
    const sent = form([
      ['email', 'ada@example.com'],
      ['email', 'eve@example.com'],
      ['password', 'x'],
    ])
    expect(parseForm(loginSchema, sent)).toMatchObject({
      ok: false,
      state: { errors: { email: expect.any(String) } },
    })
  })

  it('rejects a file instead of text', () => {
    const sent = form([
      ['email', new File(['x'], 'email.txt')],
      ['password', 'x'],
    ])
    expect(parseForm(loginSchema, sent)).toMatchObject({
      ok: false,
      state: { errors: { email: expect.any(String) } },
    })
  })

  it('ignores fields that the schema does not have', () => {
    const sent = form([
      ['email', 'ada@example.com'],
      ['password', 'x'],
      ['role', 'admin'],
      ['__proto__', 'x'],
    ])
    expect(parseForm(loginSchema, sent)).toEqual({
      ok: true,
      data: { email: 'ada@example.com', password: 'x' },
    })
  })
})

describe('submittedValues', () => {
  it('are the named fields, without passwords, files, repeated fields, and very long text', () => {
    const sent = form([
      ['email', ' ada@example.com '],
      ['password', 'secret'],
      ['passwordRepeat', 'secret'],
      ['note', 'x'.repeat(1_000_000)],
      ['file', new File(['x'], 'x.txt')],
      ['name', 'Ada'],
      ['name', 'Eve'],
      ['role', 'admin'],
    ])
    const names = ['email', 'password', 'passwordRepeat', 'note', 'file', 'name', 'missing']
    expect(submittedValues(sent, names)).toEqual({ email: ' ada@example.com ' })
  })
})
