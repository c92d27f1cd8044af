import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '@/supabase/scripts/project-root'
import {
  CHECKED_ON_SUBMIT,
  HARD_TO_GUESS,
  MIN_PASSWORD_CHARACTERS,
  PASSWORD_RULES,
  personalWords,
} from '@/utils/auth/passwords/password-policy'

const OWN = ['Ada.Lovelace@Engine.example', 'Acme']

const broken = (password: string, ownWords = OWN) =>
  PASSWORD_RULES.findIndex((rule) => !rule.isMet(password, ownWords))

describe('the password rules', () => {
  it.each([
    ['seven77', 0],
    ['🔑🔑🔑🔑🔑🔑🔑', 0],
    ['ü'.repeat(37), 1],
    ['x'.repeat(73), 1],
    ['ada.lovelace@engine.example', 2],
    ['Ada.Lovelace', 2],
    ['ADA.LOVELACE1', 2],
    ['ada.lovelace2026', 2],
    ['acmeacme', 2],
    ['Acme2026', 2],
    ['acme-ada.lovelace!', 2],
    ['engine.example', 2],
    ['engine12', 2],
  ])('%j breaks rule %i', (password, rule) => expect(broken(password)).toBe(rule))

  it.each([
    '🔑🔑🔑🔑🔑🔑🔑🔑',
    'x'.repeat(72),
    'acme is where I work',
    'my friend ada.lovelace',
    'correct horse',
    '        ',
  ])('%j meets all of them', (password) => expect(broken(password)).toBe(-1))

  it('have no personal words without a name and address', () => {
    expect(broken('acmeacme', [])).toBe(-1)
    expect(broken('acmeacme', ['', 'a@b.c'])).toBe(-1)
  })

  it('require the same length as the Auth server', () => {
    const config = parse(readFileSync(join(projectRoot, 'supabase/config.toml'), 'utf8'))
    expect(config.auth).toHaveProperty('minimum_password_length', MIN_PASSWORD_CHARACTERS)
  })
})

describe('the texts of the rules', () => {
  it('contain the limits, before and after typing', () => {
    expect(PASSWORD_RULES.map(({ text }) => text)).toEqual([
      expect.stringContaining('At least 8 characters'),
      expect.stringContaining('At most 72'),
      expect.stringContaining('Not based on your name'),
    ])
    expect(PASSWORD_RULES.map(({ errorText }) => errorText)).toEqual([
      'Use at least 8 characters.',
      expect.stringContaining('too long. Use at most 72'),
      expect.stringContaining('Choose a different one'),
    ])
    expect(HARD_TO_GUESS.text).toContain('Hard to guess')
    expect(HARD_TO_GUESS.errorText).toContain('easy to guess')
    expect(CHECKED_ON_SUBMIT).toContain('data breach')
  })
})

describe('personalWords', () => {
  it('splits names and addresses, in lower case', () => {
    expect(personalWords([' Ada.Lovelace@Engine.example ', 'ｊｏｅ', 'Al'])).toEqual([
      'ada.lovelace@engine.example',
      'ada.lovelace',
      'engine.example',
      'engine',
      'ada',
      'lovelace',
      'joe',
    ])
    expect(personalWords(['Jane  --  Doe'])).toEqual(['jane  --  doe', 'jane', 'doe'])
    expect(personalWords(['', 'a@b.c'])).toEqual(['a@b.c', 'b.c'])
  })
})

it('a password may consist of personal words and five more characters; longer words are matched first', () => {
  expect(broken('acme12345')).toBe(-1)
  expect(broken('acme1234')).toBe(2)
  expect(broken('lovelace-ada', ['ada', 'lovelace-ada'])).toBe(2)
})
