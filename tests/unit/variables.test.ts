import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8')
const names = [...read('utils/env.ts').matchAll(/'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g)].map(
  ([, name = '']) => name,
)
const ours = [...new Set(names)].filter((name) => !name.startsWith('VERCEL'))

describe('every variable that is read', () => {
  it('is found in the source', () => expect(ours).toContain('NEXT_PUBLIC_SUPABASE_URL'))

  it.each(ours)('%s has its line in .env.local.example and in the README', (name) => {
    expect(read('.env.local.example')).toContain(name)
    expect(read('README.md')).toContain(name)
  })
})
