import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { dockerContext } from '../support/dockerfile'

const root = resolve(import.meta.dirname, '../..')
const copy = join(root, '.recipes/context')
afterAll(() => rmSync(copy, { recursive: true, force: true }))

it('the files that the Dockerfile copies are enough to build, without any setting', () => {
  mkdirSync(copy, { recursive: true })
  for (const name of dockerContext()) {
    if (name !== 'package-lock.json') cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  const { PATH = '', HOME = '' } = process.env
  const { status, stdout, stderr } = spawnSync('sh', ['-c', 'npm run build'], {
    cwd: copy,
    encoding: 'utf8',
    env: { PATH, HOME, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  expect(status, stdout + stderr).toBe(0)
})
