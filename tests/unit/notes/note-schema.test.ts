import { describe, expect, it } from 'vitest'
import { noteIdSchema, noteSchema } from '@/utils/notes/note-schema'

const errorOf = (value: unknown) => noteSchema.safeParse(value).error?.issues[0]?.message

describe('noteSchema', () => {
  it.each(['x', ' x ', '  two\n\n  lines\n', '<script>alert(1)</script>', '🖋'.repeat(10_000), '\u202eevil'])(
    'keeps the text unchanged',
    (note) => expect(noteSchema.parse({ note })).toEqual({ note }),
  )

  it('counts a line break as one character, however it was sent', () => {
    expect(noteSchema.parse({ note: 'a\r\nb' })).toEqual({ note: 'a\nb' })
    expect(errorOf({ note: 'x\r\n'.repeat(5000) })).toBeUndefined()
  })

  it.each([undefined, null, 7, ['x'], '', ' ', '\n\t', '\u00a0'])('rejects %j as text', (note) => {
    expect(errorOf({ note })).toBe('Enter a note.')
  })

  it('gives the length of a text that is too long', () => {
    expect(errorOf({ note: 'x'.repeat(12_345) })).toContain('at most 10,000 characters. This one has 12,345')
    expect(errorOf({ note: '🖋'.repeat(10_001) })).toContain('10,001')
  })

  it.each(['a\0b', 'a\ud800b'])('rejects text that cannot be stored: %j', (note) => {
    expect(errorOf({ note })).toContain('can’t be used')
  })

  it.each([{ user_id: 'x' }, { id: 7 }, { created_at: 'now' }, { role: 'admin' }])(
    'accepts nothing else: %j',
    (more) => expect(noteSchema.safeParse({ note: 'x', ...more }).success).toBe(false),
  )
})

describe('noteIdSchema', () => {
  it.each([
    ['1', 1],
    ['42', 42],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, id) => expect(noteIdSchema.parse(text)).toBe(id))

  it.each([
    '',
    '0',
    '-1',
    '01',
    '1.5',
    '1e3',
    '0x1',
    ' 1',
    '1 ',
    '１',
    'abc',
    '9007199254740992',
    '9'.repeat(17),
    null,
    ['1'],
  ])('rejects %j', (text) => expect(noteIdSchema.safeParse(text).success).toBe(false))
})
