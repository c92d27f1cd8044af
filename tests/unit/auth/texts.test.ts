import { describe, expect, it } from 'vitest'
import { errorPage } from '@/app/error/error-pages'
import { authErrorMessage } from '@/utils/auth/error-messages'

describe('authErrorMessage', () => {
  it('says what to do about a known error', () => {
    expect(authErrorMessage('invalid_credentials')).toBe(
      'Incorrect email or password. Check both and try again. If you still can’t sign in, contact us.',
    )
  })

  it.each([undefined, '', 'unexpected_failure', 'constructor', '__proto__', '<script>'])(
    'has one text for %j',
    (code) => {
      expect(authErrorMessage(code)).toBe('Something went wrong. Try again.')
    },
  )
})

describe('errorPage', () => {
  it('explains a used link and offers a new one', () => {
    expect(errorPage('link-expired')).toMatchObject({ title: 'This link no longer works', resend: true })
  })

  it.each([undefined, '', 'nonsense', 'constructor', '__proto__', '<script>alert(1)</script>'])(
    'shows nothing of %j',
    (reason) => {
      expect(errorPage(reason).title).toBe('Something went wrong')
    },
  )
})
