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

/** The path of an operation, with a value for its variable part. */
export const pathOf = ({ path }: ApiOperation, id: string | number) => path.replace(/\{\w+\}/, String(id))

/** The name of the resource in an operation's variable part: notes in /api/notes/{id}. */
export const resourceOf = ({ path }: ApiOperation) => /([\w-]+)\/\{\w+\}/.exec(path)?.[1]

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
