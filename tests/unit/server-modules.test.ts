import { describe, expect, it, test } from 'vitest'
import { readModule, type Source, sourcesIn } from '../support/source'

const SERVER_ONLY_IMPORTS = ['next/headers', 'next/server', '@/utils/supabase/server']
const SECRET = /process\.env\.(?!NODE_ENV\b|NEXT_PUBLIC_|VERCEL)/

/** Server Actions are in files called actions.ts, which say so at the top; no other file has them. */
function misplacedAction({ path, text }: Source): boolean {
  const isActions = path.startsWith('app/') && path.endsWith('/actions.ts')
  const saysSo = readModule({ path, text }).directive === 'use server'
  const inside = (text.match(/^\s*['"]use server['"]/gm) ?? []).length
  return saysSo !== isActions || inside !== (isActions ? 1 : 0)
}

/** Whether a module of utils/ must never reach a browser and does not import server-only. */
function open(source: Source): boolean {
  const { imports } = readModule(source)
  const values = imports.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from)
  const needs = values.some((from) => SERVER_ONLY_IMPORTS.includes(from)) || SECRET.test(source.text)
  return needs && !values.includes('server-only')
}

/** The modules of the middleware run outside React's server, where `server-only` has no effect, and no page imports them. */
const MIDDLEWARE = [
  'utils/log/start-tracing.ts', // instrumentation.ts alone
  'utils/request/respond-from-cache.ts',
  'utils/request/respond.ts',
  'utils/supabase/middleware.ts',
  'utils/supabase/refresh-session.ts',
]

describe('the modules of the app', () => {
  test("only action files carry 'use server'", () => {
    expect(
      sourcesIn('app', 'utils')
        .filter(misplacedAction)
        .map(({ path }) => path),
    ).toEqual([])
  })

  test('server modules import server-only', () => {
    const sources = sourcesIn('utils').filter(({ path }) => !MIDDLEWARE.includes(path))
    expect(sources.filter(open).map(({ path }) => path)).toEqual([])
    expect(sources.filter(({ text }) => text.includes(`import 'server-only'`)).length).toBeGreaterThan(5)
  })

  test('no client component imports a server module', () => {
    const server = new Set(
      sourcesIn('utils')
        .filter(({ text }) => text.includes(`import 'server-only'`))
        .map(({ path }) => `@/${path.replace(/\.tsx?$/, '')}`),
    )
    const clients = sourcesIn('app').filter((source) => readModule(source).directive === 'use client')
    expect(clients.length).toBeGreaterThan(3)
    const wrong = clients.filter((source) =>
      readModule(source).imports.some(({ from, typeOnly }) => !typeOnly && server.has(from)),
    )
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('the checks detect', () => {
  it.each([
    ['app/x/page.tsx', `'use server'\nexport async function act() {}`],
    ['app/x/page.tsx', `export default function P() {\n  async function act() {\n    'use server'\n  }\n}`],
    ['app/x/actions.ts', 'export async function act() {}'],
    ['utils/x/actions.ts', `'use server'\nexport async function act() {}`],
  ])("'use server' in the wrong place: %s", (path, text) => {
    expect(misplacedAction({ path, text })).toBe(true)
  })

  it.each([
    `import { cookies } from 'next/headers'`,
    `import { createClient } from '@/utils/supabase/server'`,
    'export const key = process.env.SUPABASE_SECRET_KEY',
  ])('a server module that could be bundled: %s', (text) => {
    expect(open({ path: 'utils/x.ts', text })).toBe(true)
    expect(open({ path: 'utils/x.ts', text: `import 'server-only'\n${text}` })).toBe(false)
  })

  it('and allow types', () => {
    expect(open({ path: 'utils/x.ts', text: `import type { NextRequest } from 'next/server'` })).toBe(false)
  })
})
