import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const PACKAGE = resolve(import.meta.dirname, '../..')
const MODULES = resolve(PACKAGE, '../../node_modules')
const { dependencies } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))

/** A project with its own Supabase folder, in which the packed package is installed. */
let project: string
let packed: { filename: string; files: { path: string }[] }

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'supabase-embedded-'))
  const source = join(folder, 'source')
  cpSync(PACKAGE, source, { recursive: true, filter: (path) => !/\/(?:dist|node_modules)$/.test(path) })
  symlinkSync(MODULES, join(source, 'node_modules'))
  const pack = ['pack', '--json', '--loglevel=error', `--pack-destination=${folder}`]
  const output = execFileSync('npm', pack, {
    cwd: source,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, PATH: `${join(MODULES, '.bin')}:${process.env.PATH}` },
  })
  packed = JSON.parse(output.slice(output.search(/^\[\n/m)))[0]

  project = join(folder, 'project')
  const installed = join(project, 'node_modules/supabase-embedded')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1'])
  // What npm would install next to it, without the network.
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(MODULES, name), link)
  }
  mkdirSync(join(project, 'supabase/migrations'), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(
    join(project, 'supabase/migrations/20260101000000_greetings.sql'),
    `create table public.greetings (text text); grant select on public.greetings to anon;
     insert into public.greetings values ('hello')`,
  )
})

afterAll(() => rmSync(dirname(project), { recursive: true }))

test('contains what it needs to run and nothing else', () => {
  const paths = packed.files.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']),
  )
  expect(paths).toContain('dist/database/bootstrap.sql')
  const others = paths.filter(
    (path) => !/^(?:LICENSE|README\.md|package\.json|dist\/.*\.(?:js|d\.ts|sql))$/.test(path),
  )
  expect(others).toEqual([])
})

test('leaves the manifest in the repository as it was', () => {
  expect(readFileSync(join(dirname(project), 'source/package.json'), 'utf8')).toBe(
    readFileSync(join(PACKAGE, 'package.json'), 'utf8'),
  )
})

test('starts a backend with the migrations of the project that installed it', () => {
  writeFileSync(
    join(project, 'main.js'),
    `import { startBackend } from 'supabase-embedded'
     import { openDatabase } from 'supabase-embedded/database'
     import { giveConsent } from 'supabase-embedded/testing'
     const backend = await startBackend()
     const headers = { apikey: backend.publishableKey }
     const response = await fetch(backend.apiUrl + '/rest/v1/greetings', { headers })
     const mailbox = await fetch(backend.mailboxUrl + '/email')
     console.log(JSON.stringify({ rows: await response.json(), mailbox: mailbox.status, openDatabase: typeof openDatabase, giveConsent: typeof giveConsent }))
     await backend.close()`,
  )
  const output = execFileSync(process.execPath, ['main.js'], { cwd: project, encoding: 'utf8' })
  expect(JSON.parse(output)).toEqual({
    rows: [{ text: 'hello' }],
    mailbox: 200,
    openDatabase: 'function',
    giveConsent: 'function',
  })
})

test('has types', () => {
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2024']
  const check = (text: string) => {
    writeFileSync(join(project, 'typed.ts'), text)
    const tsc = join(MODULES, 'typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, ...options, '--types', 'node', 'typed.ts'], {
      cwd: project,
      encoding: 'utf8',
    })
  }
  const start = (siteUrl: string) =>
    `import { type Backend, startBackend } from 'supabase-embedded'
     export const backend: Backend = await startBackend({ siteUrl: ${siteUrl} })
     export const rows: { id: string }[] = await backend.sql<{ id: string }>('select id from auth.users')`
  expect(() => check(start(`'http://localhost:3000'`))).not.toThrow()
  expect(() => check(start('1'))).toThrow()
})

test('its command prints the addresses and ends with Ctrl-C', async () => {
  const parameters = ['--api-port', '0', '--mailbox-port', '0', '--site-url', 'http://localhost:4000']
  const command = spawn(process.execPath, [bin(), ...parameters], { cwd: project })
  let output = ''
  for await (const chunk of command.stdout) {
    output += chunk
    if (output.includes('Secret key')) break
  }
  const api = /^API\s+(\S+)$/m.exec(output)?.[1] ?? ''
  const apikey = /^Publishable key\s+(\S+)$/m.exec(output)?.[1] ?? ''
  expect((await fetch(`${api}/auth/v1/health`, { headers: { apikey } })).status).toBe(200)
  command.kill('SIGINT')
  expect(await once(command, 'exit')).toEqual([0, null])
})

test.each([
  [['--api-port', 'x'], '--api-port is not a port: x'],
  [['--none'], `Unknown option '--none'`],
])('its command rejects %j in one line', async (parameters, message) => {
  const command = spawn(process.execPath, [bin(), ...parameters], { cwd: project })
  let errors = ''
  command.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const [code] = await once(command, 'close')
  expect(code).toBe(1)
  expect(errors).toContain(message)
  expect(errors).not.toContain(' at ')
})

function bin(): string {
  const installed = join(project, 'node_modules/supabase-embedded')
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  return join(installed, manifest.bin['supabase-embedded'])
}
