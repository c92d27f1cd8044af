import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { openApi } from '@/app/api/openapi'
import { createApiClient } from '../../support/api-client'
import { runHttpFile } from '../../support/http-file'

const { stack } = createApiClient()
const file = readFileSync(resolve(import.meta.dirname, '../../api.http'), 'utf8')

it('tests/api.http signs in and calls everything that is described', async () => {
  const { app, backend } = stack()
  const exchanges = await runHttpFile(file, { site: app.url, supabase: backend.apiUrl })
  expect(exchanges.map(({ title, status }) => `${title}: ${status}`)).toEqual(
    exchanges.map(({ title, method, url }) => {
      const expected = method === 'DELETE' ? 204 : method === 'POST' && url.endsWith('/notes') ? 201 : 200
      return `${title}: ${expected}`
    }),
  )

  const called = new Set(
    exchanges.map(({ method, url }) => {
      const path = new URL(url).pathname.replace(/^(\/api\/(?:users|notes))\/.+$/, '$1/{id}')
      return `${method} ${path}`
    }),
  )
  for (const [path, item] of Object.entries(openApi.paths)) {
    for (const method of Object.keys(item)) {
      if (method !== 'parameters') expect(called).toContain(`${method.toUpperCase()} ${path}`)
    }
  }
})
