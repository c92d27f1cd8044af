import { describeApi } from '@/app/api/openapi'
import type { Sent } from './api-client'

type Schema = { $ref?: string; type?: string }
type Parameter = { in: string; name: string; schema: Schema }
type Described = {
  operationId: string
  security?: []
  parameters?: Parameter[]
  requestBody?: { content: { 'application/json': { schema: Schema; example?: unknown } } }
  responses: Record<string, { $ref?: string; headers?: object; content?: object }>
}

export const description = await describeApi()

/** One operation of the API, as described. */
export type ApiOperation = Described & {
  /** Method and path as in the description: GET /api/notes/{id}. */
  name: string
  method: string
  path: string
  isPublic: boolean
  /** Whether it changes something. */
  isChange: boolean
}

/** Every described operation; deletions come last. */
export const operations: ApiOperation[] = Object.entries(description.paths ?? {})
  .flatMap(([path, item]) =>
    Object.entries(item).map(([key, value]) => {
      const [method, described] = [key.toUpperCase(), value as Described]
      return {
        ...described,
        name: `${method} ${path}`,
        method,
        path,
        isPublic: described.security?.length === 0,
        isChange: method !== 'GET',
      }
    }),
  )
  .sort((one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'))

/** Values for the variable parts of paths, by the address of the collection: /api/notes for /api/notes/{id}. */
export type PathValues = Record<string, () => string | number>

/**
 * The path of an operation, with a value for each of its variable parts.
 *
 * @param replaced values by the name of the part, which replace the others.
 * @throws if a part has no value.
 */
export function pathOf(
  { path }: ApiOperation,
  values: PathValues,
  replaced: Record<string, string | number> = {},
): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string, at: number) => {
    const collection = path.slice(0, at - 1)
    const value = replaced[name] ?? values[collection]?.()
    if (value === undefined) throw new Error(`Add a value for ${collection} to the IDs in this test.`)
    return String(value)
  })
}

const UNKNOWN: Record<string, string> = { integer: '999999999', string: crypto.randomUUID() }

/** For each variable part of an operation's path, a valid value that names nothing. */
export const unknownValues = ({ parameters = [] }: ApiOperation): { name: string; value: string }[] =>
  parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name, schema }) => ({ name, value: UNKNOWN[resolved(schema).type ?? ''] ?? '' }))

/**
 * A valid request for an operation, with the example of its body.
 *
 * @throws if the operation has a body without an example.
 */
export function validRequest({ name, method, requestBody }: ApiOperation): Sent {
  if (!requestBody) return { method }
  const body = requestBody.content['application/json'].example
  if (body === undefined) throw new Error(`${name} declares no example of its body in its route file.`)
  return { method, body }
}

/** A schema, or the one that it references. */
export function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name ? ((description.components?.schemas?.[name] ?? {}) as Schema) : schema
}
