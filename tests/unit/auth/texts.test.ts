import { describe, expect, it } from 'vitest'
import { problem } from '@/app/error/problems'
import { errorText } from '@/utils/auth/error-texts'

describe('errorText', () => {
  it('says what to do about an error that is known', () => {
    expect(errorText('invalid_credentials')).toBe(
      'Email or password is not right. Check both and try again. If you still cannot sign in, write to us.',
    )
  })

  it.each([undefined, '', 'unexpected_failure', 'constructor', '__proto__', '<script>'])(
    'has one text for %j',
    (code) => {
      expect(errorText(code)).toBe('Something went wrong. Try again.')
    },
  )
})

describe('problem', () => {
  it('explains a link that is spent and offers a new one', () => {
    expect(problem('link-expired')).toMatchObject({ title: 'This link no longer works', resend: true })
  })

  it.each([undefined, '', 'nonsense', 'constructor', '__proto__', '<script>alert(1)</script>'])(
    'shows nothing of %j',
    (reason) => {
      expect(problem(reason).title).toBe('That did not work')
    },
  )
})
