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

test('a failure of the server has an ID, and only without an API version', async () => {
  const failed = new AuthError(500, '', 'The hook failed')
  const { error_id, ...rest } = await errorResponse(failed, new Request('http://localhost')).json()
  expect(error_id).toMatch(/^[0-9a-f-]{36}$/)
  expect(rest).toEqual({ code: 500, error_code: 'unexpected_failure', msg: 'The hook failed' })
  const headers = { 'X-Supabase-Api-Version': '2024-01-01' }
  const recent = await errorResponse(failed, new Request('http://localhost', { headers })).json()
  expect(recent).toEqual({ code: 'unexpected_failure', message: 'The hook failed' })
  expect(await errorResponse(weak, new Request('http://localhost')).json()).not.toHaveProperty('error_id')
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
