import { describe, expect, it } from 'vitest'
import { cspReports, violationCounter } from '@/utils/csp-reports'

const SITE = 'https://app.example.com'
const read = (value: unknown) => cspReports(SITE).safeParse(value).data

const report = (body: object) => [{ type: 'csp-violation', age: 1, url: SITE, user_agent: 'x', body }]
const violation = {
  documentURL: `${SITE}/auth/confirm/flow.secret?token_hash=secret#secret`,
  blockedURL: 'https://evil.example/x.js?secret',
  effectiveDirective: 'script-src-elem',
}
const KEPT = { directive: 'script-src-elem', blocked: 'https://evil.example', page: '/auth/confirm' }

describe('cspReports', () => {
  it('reads both forms, and keeps no query, no token and no deep path', () => {
    expect(read(report(violation))).toEqual([KEPT])
    const older = {
      'document-uri': violation.documentURL,
      'blocked-uri': violation.blockedURL,
      'violated-directive': 'script-src-elem',
    }
    expect(read({ 'csp-report': older })).toEqual([KEPT])
  })

  it.each([
    ['inline', 'inline'],
    ['eval', 'eval'],
    ['data', 'data'],
    ['', 'unknown'],
    ['IN\nLINE', 'unknown'],
  ])('names what was blocked: %j', (blockedURL, blocked) => {
    expect(read(report({ ...violation, blockedURL }))).toEqual([{ ...KEPT, blocked }])
  })

  it('tells nothing of pages that are not ours', () => {
    for (const documentURL of ['https://evil.example/a', 'about', '{"a":1}', `${SITE}.evil.example/`])
      expect(read(report({ ...violation, documentURL }))).toEqual([{ ...KEPT, page: 'elsewhere' }])
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
  ])('refuses %j', (value) => expect(read(value)).toBeUndefined())
})

describe('violationCounter', () => {
  it('is worth a line the first, tenth and hundredth time', () => {
    const count = violationCounter()
    const lines = Array.from({ length: 150 }, () => count(KEPT)).filter(Boolean)
    expect(lines).toEqual([1, 10, 100])
    expect(count({ ...KEPT, directive: 'img-src' })).toBe(1)
  })

  it('knows only so many kinds', () => {
    const count = violationCounter()
    const lines = Array.from({ length: 2000 }, (_, n) => count({ ...KEPT, blocked: `https://${n}.example` }))
    expect(lines.filter(Boolean)).toHaveLength(500)
  })
})
