import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { config } from '@/middleware'
import { isStaticFile } from '@/utils/auth/routes'

const root = resolve(import.meta.dirname, '../..')

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

const ours = ['middleware.ts', 'instrumentation.ts', ...sources('app'), ...sources('utils')]
const holding = (pattern: RegExp) =>
  ours.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')))

describe('the app', () => {
  it('is found', () => expect(ours.length).toBeGreaterThan(50))

  it('makes no decision by an unverified session', () => {
    expect(holding(/\.getSession\(|onAuthStateChange\(/)).toEqual([])
  })

  it('does not know which backend it uses', () => {
    expect(holding(/supabase\/local|supabase-embedded|pglite|maildev|@supabase\/lite/)).toEqual([])
  })

  it('uses no deprecated library', () => {
    expect(holding(/@supabase\/auth-helpers/)).toEqual([])
  })

  it('never selects whole rows of a table', () => {
    expect(holding(/\.select\(\s*\)|\.select\(['"`]\*/)).toEqual([])
  })

  it('prints only through the log', () => {
    // Without valid settings there is no log yet.
    expect(holding(/console\s*(?:\?\.|\.)\s*\w+\s*\(|process\.std(?:out|err)/)).toEqual([
      'utils/process/exit-on-invalid-env.ts',
    ])
    expect(holding(/from ['"]pino['"]/)).toEqual(['utils/log/logger.ts'])
  })

  it('starts every session in one place', () => {
    const opens =
      /\.verifyOtp\(|\b(?:signInWithPassword|startPasswordSignIn)\(\w+, \{|\.setSession\(|\.signUp\(|\.signInAnonymously\(|await exchangeCode\(|await verifyPasskey\(/
    expect(holding(opens)).toHaveLength(11)
    expect(holding(opens)).toEqual(holding(/await startSession\(/))
  })

  it('imports no page from utils', () => {
    const utils = sources('utils').filter((file) =>
      /from ['"](@\/app|.*\.\.\/app)/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(utils).toEqual([])
  })
})

describe('the matcher of the middleware', () => {
  const matched = (path: string) =>
    config.matcher.some((pattern) => typeof pattern === 'string' && new RegExp(`^${pattern}$`).test(path))

  it.each([
    '/',
    '/private',
    '/private/x.png',
    '/private/_next/static/x.js',
    '/api/me',
    '/api/me.json',
    '/login',
    '/auth/confirm',
    '/robots.txt/x',
    '/passkeys.js/x',
    '/og.png/x',
    '/x/og.png',
    '/x/robots.txt',
    '/favicon.ico.html',
    '/_next/data/build/private.json',
    '/_next/imagex',
    '/_nextx',
    '/.env',
    '/anything.svg',
  ])('matches %s', (path) => {
    expect(matched(path)).toBe(true)
    expect(isStaticFile(path)).toBe(false)
  })

  it.each([
    '/_next/static/chunks/a.js',
    '/_next/image',
    '/favicon.ico',
    '/icon.svg',
    '/apple-icon.png',
    '/robots.txt',
    '/og.png',
  ])('leaves reads of %s to Next.js', (path) => {
    expect(matched(path)).toBe(false)
    expect(isStaticFile(path)).toBe(true)
  })
})
