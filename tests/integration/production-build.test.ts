import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LOGIN_SCRIPT_BUDGET, LOGIN_SCRIPT_FILES } from '../../bench/script-budget'
import { COOKIE_SECRET, startApp } from '../support/app'
import { sourcesIn } from '../support/source'
import { HANG_MS } from '../support/timeouts'

const root = resolve(import.meta.dirname, '../..')
const NEXT = join(root, 'node_modules/next/dist/bin/next')

const COMPLETE = {
  NEXT_PUBLIC_SUPABASE_URL: 'https://abcdefgh.supabase.co',
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_abcdefgh',
  COOKIE_SECRET,
}

function start(env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env
  return spawnSync(process.execPath, [NEXT, 'start', '--port', '0'], {
    cwd: root,
    env: { PATH, HOME, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...env },
    encoding: 'utf8',
    timeout: HANG_MS,
  })
}

describe('a production server', () => {
  it.each([
    ['NEXT_PUBLIC_SUPABASE_URL', ''],
    ['NEXT_PUBLIC_SUPABASE_URL', 'nonsense'],
    ['NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY', ''],
    ['NEXT_PUBLIC_SITE_URL', 'nonsense'],
    ['COOKIE_SECRET', ''],
    ['COOKIE_SECRET', 'too short'],
  ])('stops with one line that names %s if it is %j', (name, value) => {
    const { status, stderr } = start({ ...COMPLETE, [name]: value })
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(new RegExp(`^${name} is not .*\\.$`))])
  })

  it.each(['NEXT_PUBLIC_SUPABASE_ANON_KEY', 'NEXT_PUBLIC_ADMIN_KEY'])(
    'stops if %s exposes a service_role key',
    (name) => {
      const payload = Buffer.from('{"role":"service_role"}').toString('base64url')
      const { status, stderr } = start({ ...COMPLETE, [name]: `eyJhbGciOiJIUzI1NiJ9.${payload}.c2ln` })
      expect(status).toBe(1)
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(new RegExp(`^${name} .*Rotate`))])
      expect(stderr).not.toContain(payload)
    },
  )
})

describe('the files that browsers download', () => {
  const folder = join(root, '.next/static')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|css|json|map)$/.test(name),
  )
  const holding = (pattern: RegExp) =>
    files.filter((name) => pattern.test(readFileSync(join(folder, name), 'utf8')))

  it('exist', () => {
    expect(existsSync(folder)).toBe(true)
    expect(files.length).toBeGreaterThan(5)
    expect(holding(/Sign in/)).not.toEqual([])
  })

  it('contain no key, secret, or database address', () => {
    expect(holding(/sb_secret_|service_role|SUPABASE_URL|postgres(ql)?:\/\//)).toEqual([])
  })

  it('draw every icon that the source names', () => {
    const names = sourcesIn('app').flatMap(({ text }) => [...text.matchAll(/['"](icon-[a-z\d-]+)['"]/g)])
    const styles = holding(/\.icon-/).map((name) => readFileSync(join(folder, name), 'utf8'))
    const missing = names.filter(([, name]) => !styles.some((text) => text.includes(`.${name}{--icon:url(`)))
    expect(names.length).toBeGreaterThan(30)
    expect(missing.map(([, name]) => name)).toEqual([])
  })

  it('contain no source map', () => expect(files.filter((name) => name.endsWith('.map'))).toEqual([]))

  it('stay within the size limit on the sign-in page', async () => {
    // No Supabase is running: the size of the page is the same.
    const app = await startApp({
      supabaseUrl: 'http://127.0.0.1:9',
      publishableKey: 'sb_publishable_abcdefgh',
    })
    try {
      const page = await (await fetch(`${app.url}/login`)).text()
      // Loaded only by browsers without modules.
      const scripts = page.replaceAll(/<script[^>]* noModule=[^>]*>/g, '')
      const names = new Set(scripts.match(/\/_next\/static\/chunks\/[\w.-]+\.js/g))
      const sizes = [...names].map((name) =>
        gzipSync(readFileSync(join(root, name.replace('_next', '.next')))),
      )
      expect(names.size, 'see app/layout.tsx').toBeLessThanOrEqual(LOGIN_SCRIPT_FILES)
      const bytes = sizes.reduce((sum, { length }) => sum + length, 0)
      expect(bytes).toBeGreaterThan(LOGIN_SCRIPT_BUDGET / 2)
      expect(bytes, 'see bench/script-budget.ts').toBeLessThanOrEqual(LOGIN_SCRIPT_BUDGET)
    } finally {
      await app.close()
    }
  })
})

describe('the build', () => {
  const folder = join(root, '.next')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(m?js|css|json|html|map|rsc)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/\.next\/(cache|dev)\/|\/node_modules\//.test(path.slice(root.length)))
  const holding = (pattern: RegExp) => files.filter((path) => pattern.test(readFileSync(path, 'utf8')))

  it('is read completely', () => expect(holding(/Skip to/)).not.toEqual([]))

  it('does not contain the development bar', () => {
    expect(
      holding(/Development tools|dev-bar-users|example-member@example.com|EXAMPLE_USERS|DEV_MAILBOX_URL/),
    ).toEqual([])
  })
})
