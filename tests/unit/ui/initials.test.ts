import { expect, test } from 'vitest'
import { initials } from '@/app/ui/initials'

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Grace Brewster Murray Hopper', 'GH'],
  ['example-member@example.com', 'EM'],
  ['ada@example.com', 'A'],
  ['Åse Øst', 'ÅØ'],
  ['𝒜da 李', '𝒜李'],
  ['  ', ''],
  ['', ''],
])('%s: %s', (name, letters) => expect(initials(name)).toBe(letters))
