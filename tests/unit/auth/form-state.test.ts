import { describe, expect, it } from 'vitest'
import { loginSchema, signupSchema } from '@/utils/auth/schemas'
import { parseForm } from '@/utils/forms/form-state'

function form(entries: [string, string | File][]): FormData {
  const data = new FormData()
  for (const [name, value] of entries) data.append(name, value)
  return data
}

describe('parseForm', () => {
  it('returns typed data and what was typed', () => {
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
      values: { email: ' ada@example.com ' },
    })
  })

  it('keeps what was typed beside its errors, but never a password', () => {
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
        values: { name: 'Ada', email: 'ada@' },
        errors: {
          email: 'Enter a valid email address, such as name@example.com.',
          passwordRepeat: 'The passwords don’t match.',
          terms: 'Agree to the terms to continue.',
        },
      },
    })
  })

  it('refuses a field that was sent twice', () => {
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

  it('refuses a file where text belongs', () => {
    const sent = form([
      ['email', new File(['x'], 'email.txt')],
      ['password', 'x'],
    ])
    expect(parseForm(loginSchema, sent)).toMatchObject({
      ok: false,
      state: { errors: { email: expect.any(String) } },
    })
  })

  it('sends no megabyte back', () => {
    const parsed = parseForm(
      loginSchema,
      form([
        ['email', 'x'.repeat(1_000_000)],
        ['password', 'x'],
      ]),
    )
    expect(JSON.stringify(parsed).length).toBeLessThan(1000)
  })

  it('looks at no field that the schema does not have', () => {
    const sent = form([
      ['email', 'ada@example.com'],
      ['password', 'x'],
      ['role', 'admin'],
      ['__proto__', 'x'],
    ])
    expect(parseForm(loginSchema, sent)).toMatchObject({ ok: true, values: { email: 'ada@example.com' } })
  })
})
