import { Ajv2020 } from 'ajv/dist/2020.js'
import type { ApiResponse } from './api-client'
import { type ApiOperation, description } from './operations'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const ajv = new Ajv2020({ strict: true, allErrors: true, formats: { uuid } })
ajv.addVocabulary(Object.keys(description))
ajv.addSchema({ $id: 'openapi', ...description }, undefined, undefined, false)

const pointer = (...steps: string[]) =>
  `openapi#/${steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** How a value differs from a schema of the description. */
export function problems(schema: string, value: unknown): unknown[] {
  const validate = ajv.compile({ $ref: schema })
  return validate(value) ? [] : (validate.errors ?? [])
}

/** How a response to an operation differs from the description. */
export function differences(
  { name, path, method, responses }: ApiOperation,
  answered: ApiResponse,
): unknown[] {
  const { status, headers, body } = answered
  const described = responses[status]
  if (!described) return [`${name} may not answer ${status}`]
  const shared = described.$ref?.split('/').at(-1)
  const at = shared
    ? ['components', 'responses', shared]
    : ['paths', path, method.toLowerCase(), 'responses', String(status)]
  const response = shared ? (description.components?.responses?.[shared] ?? {}) : described
  const expected = 'headers' in response ? Object.keys(response.headers ?? {}) : []
  const missing = expected.filter((header) => !headers.has(header))
  if (!('content' in response)) return body === undefined ? missing : [...missing, 'an undescribed body']
  const type = headers.get('content-type') === 'application/json' ? [] : ['another content type']
  return [...missing, ...type, ...problems(pointer(...at, 'content', 'application/json', 'schema'), body)]
}
