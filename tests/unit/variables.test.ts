import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { VARIABLES } from '@/utils/env-variables'

const read = (path: string) => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8')
const example = read('.env.local.example')
const readme = read('README.md')

/** Read by Next.js and the OpenTelemetry SDK. */
const READ_BY_LIBRARIES = ['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', 'OTEL_SERVICE_NAME']

type Documented = { expected: string; default?: unknown; alias?: string }

describe.each(Object.entries<Documented>(VARIABLES))('the variable %s', (name, variable) => {
  it('has a line in .env.local.example, with its default', () => {
    const value = new RegExp(`^(?:# )?${name}=(.*)$`, 'm').exec(example)?.[1]
    expect(value).toBeDefined()
    if (typeof variable.default === 'string') expect(value).toBe(variable.default)
    if (variable.alias) expect(example).toContain(variable.alias)
  })

  it('has a row in the table of the README', () => {
    expect(readme).toContain(`\n| \`${name}\` |`)
    if (variable.alias) expect(readme).toContain(`\`${variable.alias}\``)
  })
})

it('.env.local.example contains only variables that are read', () => {
  const names = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name)
  expect(names.filter((name) => !(name in VARIABLES)).sort()).toEqual(READ_BY_LIBRARIES)
})
