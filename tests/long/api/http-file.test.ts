import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { createApiClient } from '../../support/api-client'
import { runHttpFile } from '../../support/http-file'
import { type ApiOperation, operations } from '../../support/operations'

const { stack } = createApiClient()
const file = readFileSync(resolve(import.meta.dirname, '../../api.http'), 'utf8')

const isOf = ({ method, path }: ApiOperation, exchange: { method: string; url: string }) =>
  method === exchange.method &&
  new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(new URL(exchange.url).pathname)

it('tests/api.http signs in and calls every described operation, successfully', async () => {
  const { app, backend } = stack()
  const exchanges = await runHttpFile(file, { site: app.url, supabase: backend.apiUrl })
  expect(exchanges[0]).toMatchObject({ status: 200 })

  const results = operations.map((operation) => {
    const statuses = exchanges.filter((exchange) => isOf(operation, exchange)).map(({ status }) => status)
    return [operation.name, statuses.length > 0 ? [...new Set(statuses)].join() : 'add it to tests/api.http']
  })
  expect(results).toEqual(operations.map(({ name, responses }) => [name, Object.keys(responses)[0]]))
})
