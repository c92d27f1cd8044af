import { expect, test } from 'vitest'
import { isVerifier, readChallenge } from '../../src/auth/pkce.ts'

// The example of RFC 7636, appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

test('a request without a challenge has none', () => {
  expect(readChallenge({})).toBeUndefined()
  expect(readChallenge({ code_challenge: null, code_challenge_method: null })).toBeUndefined()
})

test('reads a challenge with its method in any case', () => {
  expect(readChallenge({ code_challenge: challenge, code_challenge_method: 'S256' })).toEqual({
    challenge,
    method: 's256',
  })
})

test.each([
  [{ code_challenge: challenge }, 'PKCE flow requires'],
  [{ code_challenge_method: 's256' }, 'PKCE flow requires'],
  [{ code_challenge: 'short', code_challenge_method: 's256' }, 'between 43 and 128'],
  [{ code_challenge: `${challenge}!`, code_challenge_method: 's256' }, 'alphanumeric'],
  [{ code_challenge: challenge, code_challenge_method: 'md5' }, 'Invalid code_challenge_method'],
])('rejects %j', (body, reason) => {
  expect(() => readChallenge(body)).toThrow(reason)
})

test('only the right verifier matches', () => {
  expect(isVerifier(verifier, { challenge, method: 's256' })).toBe(true)
  expect(isVerifier(`${verifier}x`, { challenge, method: 's256' })).toBe(false)
  expect(isVerifier(challenge, { challenge, method: 'plain' })).toBe(true)
})
