import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { config } from '@/middleware'
import { isAddressOf, PAGE_STATES } from '../support/page-states'
import { sourcesIn } from '../support/source'

const root = resolve(import.meta.dirname, '../..')
const sources = sourcesIn('app').map(({ path, text }) => ({ path: path.replace('app/', ''), text }))
const pages = sources.filter(({ path }) => /(^|\/)page\.tsx$/.test(path))

/** The first replaces the whole layout when it fails, which no test request can cause; the second says why. */
const NEVER_SEEN = ['global-error.tsx', 'unauthorized.tsx']

describe('every page', () => {
  it('exists', () => expect(pages.length).toBeGreaterThan(20))

  it.each(pages)('$path has a title', ({ path, text }) => {
    const title =
      /export const metadata: Metadata = \{\s*title: (?:'[^']+'|\{ absolute: )|titleIfFound\(\s*'[^']+'/.exec(
        text,
      )
    expect(title, path).not.toBeNull()
  })

  it('has a unique title', () => {
    const titles = pages.flatMap(
      ({ text }) => /\b(?:title: |titleIfFound\(\s*)'([^']+)'/.exec(text)?.[1] ?? [],
    )
    expect(titles.length).toBeGreaterThan(20)
    expect([...new Set(titles)]).toEqual(titles)
  })

  it('has a state that the tests of all pages open', () => {
    const special = sources
      .map(({ path }) => path)
      .filter(
        (path) => /^(error|not-found|forbidden|unauthorized)\.tsx$/.test(path) && !NEVER_SEEN.includes(path),
      )
    const listed = new Set(PAGE_STATES.map(({ file }) => file))
    const needed = [...pages.map(({ path }) => path), ...special]
    const message = 'Add a state of these pages to tests/support/page-states.'
    expect(
      needed.filter((path) => !listed.has(path)),
      message,
    ).toEqual([])
    expect([...listed].sort()).toEqual(needed.sort())
    for (const file of NEVER_SEEN) expect(existsSync(join(root, 'app', file))).toBe(true)
  })

  it('is not empty without JavaScript when it responds with 404: respondNotFound, not notFound', () => {
    const throwing = sources
      .filter(({ path, text }) => path.endsWith('.tsx') && /\bnotFound\(\)$/m.test(text))
      .map(({ path }) => path)
    expect(throwing).toEqual(['ui/not-found-page.tsx'])
  })

  it('waits for its guard: nothing is sent before', () => {
    expect(sources.filter(({ path }) => /(^|\/)loading\.tsx$/.test(path))).toEqual([])
  })
})

test.each([
  ['page.tsx', 'http://localhost/', true],
  ['page.tsx', 'http://localhost/login', false],
  ['(auth)/login/page.tsx', 'http://localhost/login?x=1', true],
  ['(protected)/private/notes/[id]/page.tsx', 'http://localhost/private/notes/7', true],
  ['(protected)/private/notes/[id]/page.tsx', 'http://localhost/private/notes/7/delete', false],
])('%s has the path %s: %s', (file, address, makes) => expect(isAddressOf(file, address)).toBe(makes))

describe('the images of the site', () => {
  it.each([
    ['app/icon.svg', '<svg'],
    ['app/apple-icon.png', '\x89PNG'],
    ['app/favicon.ico', '\x00\x00\x01\x00'],
    ['public/og.png', '\x89PNG'],
  ])('%s is public', (file, begin) => {
    expect(readFileSync(join(root, file), 'latin1').startsWith(begin)).toBe(true)
    const address = file.replace(/^(app|public)/, '')
    expect(config.matcher.some((pattern) => new RegExp(`^${pattern}$`).test(address))).toBe(false)
  })

  it('have the declared size', () => {
    const og = readFileSync(join(root, 'public/og.png'))
    expect([og.readUInt32BE(16), og.readUInt32BE(20)]).toEqual([1200, 630])
  })
})
