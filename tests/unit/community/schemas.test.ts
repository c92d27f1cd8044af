import { describe, expect, it } from 'vitest'
import { entryIdSchema, entrySchema } from '@/utils/community/schemas'
import { sectionOf } from '@/utils/community/sections'

const entry = { title: 'A title', body: 'A text' }

describe('an entry', () => {
  it('is trimmed, and its line breaks are one character each', () => {
    expect(entrySchema.parse({ title: ' A ', body: 'one\r\ntwo\r\n' })).toEqual({
      title: 'A',
      body: 'one\ntwo',
    })
  })

  it('may be as long as the database allows, counted in the same way', () => {
    expect(entrySchema.safeParse({ title: '😀'.repeat(120), body: 'x\r\n'.repeat(2500) }).success).toBe(true)
  })

  it.each([
    ['no title', { ...entry, title: '' }],
    ['a blank title', { ...entry, title: ' \n ' }],
    ['too long a title', { ...entry, title: 'x'.repeat(121) }],
    ['no text', { title: 'A title' }],
    ['too long a text', { ...entry, body: 'x'.repeat(5001) }],
    ['NUL', { ...entry, body: 'a\0b' }],
    ['half a character', { ...entry, title: '\ud800' }],
    ['a list', { ...entry, title: ['a', 'b'] }],
    ['a file', { ...entry, body: new File([], 'x') }],
  ])('is rejected with %s', (_, sent) => {
    expect(entrySchema.safeParse(sent).success).toBe(false)
  })
})

describe('the ID of an entry', () => {
  it.each(['0', '-1', '1.5', 'abc', '', null, '9'.repeat(20), '1;drop'])('is no id: %s', (id) => {
    expect(entryIdSchema.safeParse(id).success).toBe(false)
  })

  it.each(['users', 'POSTS', 'posts ', '', null, 'constructor'])('is no section: %s', (name) => {
    expect(sectionOf(name)).toBeNull()
  })
})
