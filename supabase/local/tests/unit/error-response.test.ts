import { expect, test } from 'vitest'
import { AuthError } from '../../src/auth/auth-error.ts'
import { errorResponse } from '../../src/auth/error-response.ts'

const weak = new AuthError(422, 'weak_password', 'Too short', { weak_password: { reasons: ['length'] } })

test('without an API version the code is the status', async () => {
  const response = errorResponse(weak, new Request('http://localhost'))
  expect(response.status).toBe(422)
  expect(response.headers.get('X-Supabase-Api-Version')).toBeNull()
  expect(await response.json()).toEqual({
    code: 422,
    error_code: 'weak_password',
    msg: 'Too short',
    weak_password: { reasons: ['length'] },
  })
})

test('from API version 2024-01-01 the code is the error code', async () => {
  const headers = { 'X-Supabase-Api-Version': '2024-01-01' }
  const response = errorResponse(weak, new Request('http://localhost', { headers }))
  expect(response.headers.get('X-Supabase-Api-Version')).toBe('2024-01-01')
  expect(await response.json()).toEqual({
    code: 'weak_password',
    message: 'Too short',
    weak_password: { reasons: ['length'] },
  })
})
