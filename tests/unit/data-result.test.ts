import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type DataResult, fetchRow, fetchRows, idempotencyKey, insertOnce } from '@/utils/data-result'

const row = z.object({ id: z.int() })
const query = (data: unknown, error: unknown = null) => Promise.resolve({ data, error })
const failed = (code: string) => query(null, { code, message: 'secret detail' })
const reason = (result: DataResult<unknown>) => (result.ok ? null : result.reason)

describe('fetchRows', () => {
  it('returns the rows, stripped of other columns', async () => {
    expect(await fetchRows(query([{ id: 1, secret: 'x' }, { id: 2 }]), row)).toEqual({
      ok: true,
      data: [{ id: 1 }, { id: 2 }],
    })
  })

  it.each([
    ['42501', 'forbidden'],
    ['PT429', 'quota'],
    ['57014', 'unavailable'],
    ['', 'unavailable'],
  ])('explains the error code %j as %s', async (code, expected) => {
    expect(reason(await fetchRows(failed(code), row))).toBe(expected)
  })

  it.each([null, 'a page', { id: 1 }, [{ id: '1' }], [null]])('takes %j for no answer', async (data) => {
    expect(reason(await fetchRows(query(data), row))).toBe('unavailable')
  })
})

describe('fetchRow', () => {
  it('returns the only row, or says that it is missing', async () => {
    expect(await fetchRow(query([{ id: 7 }]), row)).toEqual({ ok: true, data: { id: 7 } })
    expect(reason(await fetchRow(query([]), row))).toBe('missing')
    expect(reason(await fetchRow(failed('42501'), row))).toBe('forbidden')
  })
})

describe('insertOnce', () => {
  it('succeeds when the row is new, and when it is there already', async () => {
    expect(await insertOnce(query([{ id: 1 }]), row)).toEqual({ ok: true, data: null })
    expect(await insertOnce(failed('23505'), row)).toEqual({ ok: true, data: null })
  })

  it('does not hide another error', async () => {
    expect(reason(await insertOnce(failed('PT429'), row))).toBe('quota')
    expect(reason(await insertOnce(query('a page'), row))).toBe('unavailable')
  })
})

describe('idempotencyKey', () => {
  it('is one UUID for one form with one content', () => {
    const key = idempotencyKey('form', ['title', 'body'])
    expect(key).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(idempotencyKey('form', ['title', 'body'])).toBe(key)
    expect(idempotencyKey('form', ['title', 'other'])).not.toBe(key)
    expect(idempotencyKey('other', ['title', 'body'])).not.toBe(key)
  })
})
