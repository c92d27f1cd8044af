import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8')
const { engines, devDependencies } = JSON.parse(read('package.json'))

it('.nvmrc names the Node.js version that the scripts use', () => {
  expect(read('.nvmrc').trim()).toBe(devDependencies.node)
})

it('README, CONTRIBUTING, docs/deploy.md and the check of an older Node.js name the minimum versions of package.json', () => {
  const minimums = [...engines.node.matchAll(/(?:\^|>=)([\d.]+)/g)].map(([, version]) =>
    version.replace(/(\.0)+$/, ''),
  )
  expect(minimums).toEqual(['22.22.2', '24.15', '26'])
  for (const path of ['README.md', 'CONTRIBUTING.md'])
    for (const minimum of minimums) expect(read(path)).toMatch(new RegExp(`\\b${minimum}\\b`))
  for (const path of ['docs/deploy.md', 'supabase/scripts/check-install.mjs'])
    expect(read(path)).toContain('24.15 or later (or 22.22.2 or later of Node 22)')
})
