import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Source, sourcesIn } from '../support/source'

const ROOT = resolve(import.meta.dirname, '../..')
const FOLDER = 'supabase/local'
const manifest = JSON.parse(readFileSync(join(ROOT, FOLDER, 'package.json'), 'utf8'))

const configurations = readdirSync(ROOT)
  .filter((name) => /\.(?:ts|mjs)$/.test(name))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
const sources = [...sourcesIn('app', 'bench', 'supabase', 'tests', 'utils'), ...configurations]
const isInside = (path: string) => path === FOLDER || path.startsWith(`${FOLDER}/`)
const ofBackend = sources.filter(({ path }) => isInside(path) && !path.startsWith(`${FOLDER}/dist/`))
const others = sources.filter(({ path }) => !isInside(path))

/** The modules that a file imports or exports from, statically or dynamically. */
function importsOf({ path, text }: Source) {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*['"]([^'"\n]+)['"]/g)]
    .map(([, specifier = '']) => specifier)
    .filter((specifier) => !specifier.startsWith('node:'))
  const isPath = (specifier: string) => /^(?:\.|@\/)/.test(specifier)
  return {
    /** Relative to the project's root. */
    paths: specifiers
      .filter(isPath)
      .map((name) => (name.startsWith('@/') ? name.slice(2) : join(dirname(path), name))),
    packages: specifiers
      .filter((name) => !isPath(name))
      .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? ''),
  }
}

const packagesOf = (list: Source[]) =>
  [...new Set(list.flatMap((source) => importsOf(source).packages))].sort()

describe('the embedded backend', () => {
  it('is imported only by the name of its package', () => {
    const reachingInside = others.filter((source) => importsOf(source).paths.some(isInside))
    expect(reachingInside.map(({ path }) => path)).toEqual([])
    const users = others.filter((source) => importsOf(source).packages.includes(manifest.name))
    expect(users.length).toBeGreaterThan(10)
  })

  it('imports nothing of the app, its scripts, or its tests', () => {
    const reachingOutside = ofBackend.filter((source) => !importsOf(source).paths.every(isInside))
    expect(ofBackend.length).toBeGreaterThan(100)
    expect(reachingOutside.map(({ path }) => path)).toEqual([])
  })

  it('declares exactly the packages that it imports', () => {
    const source = ofBackend.filter(({ path }) => path.startsWith(`${FOLDER}/src/`))
    expect(packagesOf(source)).toEqual(Object.keys(manifest.dependencies).sort())
    // Its test of an installed package writes programs that import it by name.
    const declared = [
      manifest.name,
      ...Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }),
    ]
    expect(declared).toEqual(expect.arrayContaining(packagesOf(ofBackend)))
  })

  it('is the only importer of packages that only it declares', () => {
    const project = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const ofProject = { ...project.dependencies, ...project.devDependencies }
    const own = Object.keys(manifest.dependencies).filter((name) => !(name in ofProject))
    expect(own).toContain('@supabase/lite')
    expect(packagesOf(others).filter((name) => own.includes(name))).toEqual([])
  })

  it('uses the same versions as the app', () => {
    const project = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const versions = { ...project.dependencies, ...project.devDependencies }
    const shared = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([name]) => name in versions,
    )
    expect(shared.length).toBeGreaterThan(3)
    for (const [name, version] of shared) expect([name, version]).toEqual([name, versions[name]])
  })
})

describe('the checks detect', () => {
  it.each([
    `import { loadSigningKey } from '@/${FOLDER}/src/signing-key'`,
    `import '../../${FOLDER}/src/keys.ts'`,
    `export { publishableKey } from "../../${FOLDER}/src/keys.ts"`,
    `const { startBackend } = await import('../../${FOLDER}/src/backend.ts')`,
  ])('an import of an internal module: %s', (text) => {
    expect(importsOf({ path: 'tests/unit/x.test.ts', text }).paths.some(isInside)).toBe(true)
  })

  it.each([`import { env } from '../../../utils/env.ts'`, `import { env } from '@/utils/env'`])(
    'an import of the app: %s',
    (text) => expect(importsOf({ path: `${FOLDER}/src/x.ts`, text }).paths.every(isInside)).toBe(false),
  )
})
