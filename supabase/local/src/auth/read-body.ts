import type { z } from 'zod'
import { AuthError } from './auth-error.ts'
import type { RequestContext } from './request-context.ts'

/**
 * Parses the request's body as JSON.
 * @param isForm parses it as the fields of a form instead.
 * @returns an empty object if there is none. Throws 400 bad_json if it is anything else.
 */
export async function parseBody(request: Request, isForm = false): Promise<unknown> {
  const text = await request.text()
  if (isForm) return Object.fromEntries(new URLSearchParams(text))
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badJson(error instanceof Error ? error.message : String(error))
  }
}

/** The body of a request in the format of an endpoint. Throws 400 bad_json if a field has the wrong type. */
export function readBody<T extends z.ZodType>(context: RequestContext, schema: T): z.infer<T> {
  const result = schema.safeParse(context.body)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw badJson(`${issue?.path.join('.')}: ${issue?.message}`)
}

function badJson(reason: string): AuthError {
  return new AuthError(400, 'bad_json', `Could not parse request body as JSON: ${reason}`)
}
