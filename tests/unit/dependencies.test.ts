import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const read = (path: string): unknown =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8'))

const versions = z.record(z.string(), z.string())
const project = z
  .object({
    dependencies: versions,
    devDependencies: versions,
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(read('package.json'))
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        dev: z.boolean().optional(),
      }),
    ),
  })
  .parse(read('package-lock.json'))

const ours = Object.entries({ ...project.dependencies, ...project.devDependencies })
const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? ''
const numbers = (version: string) => version.split('.').map(Number)

/** True if a version is at least another: both plain, three numbers. */
function isAtLeast(version: string, floor: string): boolean {
  const [have, need] = [numbers(version), numbers(floor)]
  const at = have.findIndex((number, index) => number !== need[index])
  return at === -1 || (have[at] ?? 0) > (need[at] ?? 0)
}

describe('isAtLeast', () => {
  it.each([
    ['16.4.6', '16.4.6', true],
    ['16.4.5', '16.4.6', false],
    ['16.10.0', '16.4.6', true],
    ['15.9.9', '16.4.6', false],
    ['17.0.0', '16.4.6', true],
  ])('%s against %s: %s', (version, floor, enough) => expect(isAtLeast(version, floor)).toBe(enough))
})

describe('the dependencies', () => {
  // Older versions have known bypasses of the middleware and vulnerabilities in React Server Components.
  it.each([
    ['next', '16.4.6'],
    ['react', '19.3.1'],
    ['react-dom', '19.3.1'],
  ])('%s is at least %s, in every copy', (name, floor) => {
    const copies = Object.entries(lock.packages).filter(([path]) => nameOf(path) === name)
    expect(copies.length).toBeGreaterThan(0)
    for (const [, { version = '' }] of copies)
      expect([version, isAtLeast(version, floor)]).toEqual([version, true])
  })

  it.each(ours)('%s is exactly %s', (name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(lock.packages[`node_modules/${name}`]?.version).toBe(version)
  })

  it('run no install scripts, except the allowed packages', () => {
    const allowed = Object.entries(project.allowScripts).filter(([, may]) => may)
    expect(allowed).toEqual([['node', true]])
    const scripted = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(scripted.map(([path, { dev }]) => [nameOf(path), dev])).toEqual([['node', true]])
  })

  it('contain no deprecated package', () => {
    const names = Object.keys(lock.packages).map(nameOf)
    expect(names.filter((name) => name.startsWith('@supabase/auth-helpers'))).toEqual([])
  })
})
