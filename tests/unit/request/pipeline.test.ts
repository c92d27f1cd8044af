import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readModule } from '../../support/source'

const root = resolve(import.meta.dirname, '../../..')
const read = (path: string) => readFileSync(resolve(root, path), 'utf8')

/** The files of docs/request.md, in order. */
const files = [...read('docs/request.md').matchAll(/^\d+\. `([^`]+)`/gm)].map(([, path = '']) => path)

/** The files of the list that a file of the list imports, types excluded. */
function next(path: string): string[] {
  const { imports } = readModule({ path, text: read(path) })
  const modules = imports
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ from }) =>
      from.startsWith('.') ? resolve('/', path, '..', from).slice(1) : from.replace('@/', ''),
    )
  return files.filter((file) => modules.includes(file.replace(/\.ts$/, '')))
}

describe('one request, file by file', () => {
  it('passes at most ten files, each of them once', () => {
    expect(files.length).toBeGreaterThan(5)
    expect(files.length).toBeLessThanOrEqual(10)
    expect(new Set(files).size).toBe(files.length)
  })

  it('returns to no file', () => {
    const backwards = files.flatMap((file, index) =>
      next(file).filter((imported) => files.indexOf(imported) <= index),
    )
    expect(backwards).toEqual([])
  })

  it('reaches each file from one before it, the guards from the pages', () => {
    const reached = new Set(files.flatMap(next))
    expect(files.filter((file) => !reached.has(file))).toEqual(['middleware.ts', 'utils/auth/guards.ts'])
  })

  it('runs the steps in the order in which the list names them', () => {
    const body = read('utils/supabase/middleware.ts')
    const steps = ['identifyRequest(', 'refreshSession(', 'decideResponse(', 'respond(', 'logDecision(']
    const positions = steps.map((step) => body.lastIndexOf(step))
    expect(positions).toEqual(positions.toSorted((one, other) => one - other))
    expect(positions).not.toContain(-1)
  })
})
