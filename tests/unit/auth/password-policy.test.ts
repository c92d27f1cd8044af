import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings } from '@/supabase/local/settings'
import { PASSWORD_LEAST_CHARACTERS, PASSWORD_RULES } from '@/utils/auth/password-policy'

const OWN = ['Ada.Lovelace@Engine.example', 'Acme']

const broken = (password: string, ownWords = OWN) =>
  PASSWORD_RULES.findIndex((rule) => !rule.kept(password, ownWords))

describe('the rules', () => {
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
  ])('%j keeps them all', (password) => expect(broken(password)).toBe(-1))

  it('know of no own words where there are none', () => {
    expect(broken('acmeacme', [])).toBe(-1)
    expect(broken('acmeacme', ['', 'a@b.c'])).toBe(-1)
  })

  it('ask for the length that the Auth server asks for', () => {
    const { auth } = readSettings(join(import.meta.dirname, '../../../supabase/config.toml'))
    expect(auth.minimum_password_length).toBe(PASSWORD_LEAST_CHARACTERS)
  })
})
