import { describe, expect, it } from 'vitest'
import { isGuessable } from '@/utils/auth/passwords/password-strength'

const OWN = ['jane.doe@brightwater.example', 'Jane Featherstone', 'Acme']

describe('isGuessable', () => {
  it.each([
    ...['password', 'Password1!', 'P@$$w0rd2026', 'letmein1', 'iloveyou2', 'trustno1!', 'monkeydragon'],
    ...[
      'Summer2026',
      'Winter2025!',
      'Autumn2024!',
      'January2026!',
      'Monday2026!',
      'Berlin2025',
      'London2024!',
    ],
    ...['Welcome2026!', 'Company2026!', 'Admin@123', 'Liverpool1', 'Charlie2019', 'tigerlily'],
    ...['aaaaaaaa', '        ', '🔑🔑🔑🔑🔑🔑🔑🔑', 'abcabcabc', 'abc123abc123', '12345678', '87654321'],
    ...[
      'a'.repeat(40),
      'x'.repeat(72),
      '🔑'.repeat(18),
      'abc123'.repeat(12),
      'password'.repeat(9),
      '0123456789'.repeat(7),
    ],
    ...['qwertzuiop', '1q2w3e4r5t', 'qwertyuiop[]', '20261121', '2026-11-21', '21.11.2026'],
    ...[
      'Acme2026!',
      'acme-2026',
      'emca2026',
      'Jane1985',
      'featherstone1',
      'brightwater!',
      'janefeatherstone',
    ],
  ])('is true for %j', (password) => expect(isGuessable(password, OWN)).toBe(true))

  it.each([
    ...['J4fS<2kx', 'kqmzvtrw', 'correct horse battery staple', 'a long and quiet password', 'zebra-canyon'],
    ...['violet hat on tuesday', 'my dog has fleas', 'grünerÄpfel', 'моя собака спит', '🦊 over the moon'],
    ...['пароль-и-ещё-раз', 'seven quiet foxes walk home through the long wet grass of an old orchard'],
  ])('is false for %j', (password) => expect(isGuessable(password, OWN)).toBe(false))

  it('knows only the given personal words', () => {
    expect(isGuessable('Featherstone-7', OWN)).toBe(true)
    expect(isGuessable('Featherstone-7', [])).toBe(false)
  })

  it('is fast for the longest and most complex passwords', () => {
    for (const password of [
      'aB3$'.repeat(8),
      'p4ssw0rd'.repeat(4),
      '1qaz2wsx'.repeat(4),
      '4@8({[<6931!|70$5+7%2',
      '4@8({[<6931!|70$5+7%2'.repeat(1000),
    ])
      expect(typeof isGuessable(password, OWN)).toBe('boolean')
  })
})
