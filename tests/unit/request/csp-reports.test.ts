import { afterEach, describe, expect, it, vi } from 'vitest'
import { cspReportSchema, violationCounter } from '@/utils/request/csp-reports'

const SITE = 'https://app.example.com'
const read = (value: unknown) => cspReportSchema(SITE).safeParse(value).data

const report = (body: object) => [{ type: 'csp-violation', age: 1, url: SITE, user_agent: 'x', body }]
const violation = {
  documentURL: `${SITE}/auth/confirm/flow.secret?token_hash=secret#secret`,
  blockedURL: 'https://evil.example/x.js?secret',
  effectiveDirective: 'script-src-elem',
}
const EXPECTED = { directive: 'script-src-elem', blocked: 'https://evil.example', page: '/auth/confirm' }

describe('cspReportSchema', () => {
  it('reads both formats, and keeps no query, no token, and no deep path', () => {
    expect(read(report(violation))).toEqual([EXPECTED])
    const older = {
      'document-uri': violation.documentURL,
      'blocked-uri': violation.blockedURL,
      'violated-directive': 'script-src-elem',
    }
    expect(read({ 'csp-report': older })).toEqual([EXPECTED])
  })

  it.each([
    ['inline', 'inline'],
    ['eval', 'eval'],
    ['data', 'data'],
    ['', 'unknown'],
    ['IN\nLINE', 'unknown'],
  ])('names what was blocked: %j', (blockedURL, blocked) => {
    expect(read(report({ ...violation, blockedURL }))).toEqual([{ ...EXPECTED, blocked }])
  })

  it('ignores pages of other sites', () => {
    for (const documentURL of ['https://evil.example/a', 'about', '{"a":1}', `${SITE}.evil.example/`])
      expect(read(report({ ...violation, documentURL }))).toEqual([{ ...EXPECTED, page: 'elsewhere' }])
  })

  it.each([
    [null],
    ['x'],
    [{}],
    [[{}]],
    [{ 'csp-report': {} }],
    [report({ ...violation, documentURL: 7 })],
    [Array(21).fill(report(violation)[0])],
    [report({ ...violation, documentURL: 'x'.repeat(5000) })],
  ])('rejects %j', (value) => expect(read(value)).toBeUndefined())
})

describe('violationCounter', () => {
  afterEach(() => vi.useRealTimers())

  const madeUp = (n: number) => ({
    directive: ['script-src-elem', 'img-src', `made-up-${n}`][n % 3] ?? '',
    blocked: `https://${n}.example`,
    page: ['/', '/login', `/private/${n}`, `/${n}`, 'elsewhere'][n % 5] ?? '',
  })

  it('logs the first, tenth, and hundredth time', () => {
    const count = violationCounter()
    const lines = Array.from({ length: 150 }, () => count(EXPECTED)).filter(Boolean)
    expect(lines).toEqual([1, 10, 100].map((times) => ({ ...EXPECTED, times })))
    expect(count({ ...EXPECTED, directive: 'img-src' })?.times).toBe(1)
  })

  it('logs a real one, however many were made up before', () => {
    const count = violationCounter()
    for (let n = 0; n < 20_000; n += 1) count(madeUp(n))
    for (const page of ['/login', '/', '/private/notes'])
      for (const blocked of ['inline', 'eval', 'data'])
        expect(count({ directive: 'script-src-elem', blocked, page })).toMatchObject({
          blocked,
          page,
          times: 1,
        })
    expect(count({ directive: 'connect-src', blocked: 'https://x.example', page: '/login' })?.times).toBe(1)
  })

  it('logs that there are others if a group has too many made-up ones', () => {
    const count = violationCounter()
    const other = (n: number) => ({ ...EXPECTED, blocked: `https://${n}.example` })
    const lines = Array.from({ length: 10_009 }, (_, n) => count(other(n))).filter(Boolean)
    expect(lines.slice(0, 10).map((line) => line?.blocked)).toEqual(
      Array.from({ length: 10 }, (_, n) => `https://${n}.example`),
    )
    expect(lines.slice(10)).toEqual(
      [1, 10, 100, 1000].map((times) => ({ ...EXPECTED, blocked: 'others', page: 'others', times })),
    )
  })

  it('starts again every hour', () => {
    vi.useFakeTimers()
    const count = violationCounter()
    const TRUE = { ...EXPECTED, blocked: 'inline' }
    for (let n = 0; n < 2000; n += 1) count(madeUp(n))
    expect(count(TRUE)?.times).toBe(1)
    expect(count(TRUE)).toBeUndefined()
    vi.advanceTimersByTime(60 * 60 * 1000)
    expect(count(TRUE)?.times).toBe(1)
  })

  it('logs a bounded number of lines, whatever is made up', () => {
    const count = violationCounter()
    const lines = Array.from({ length: 50_000 }, (_, n) => count(madeUp(n))).filter(Boolean)
    // Three directives, three kinds of page and elsewhere; ten kinds of each, and the others at 1, 10, 100, 1000, 10,000.
    expect(lines.length).toBeLessThan(3 * 4 * (10 + 5))
  })
})
